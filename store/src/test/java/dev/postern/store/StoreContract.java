package dev.postern.store;

/** What every store must do. A store's test implements this and has every test of every part. */
public interface StoreContract
    extends FoundingContract,
        ChangeContract,
        ApiAndAppContract,
        AccountAndReplyContract,
        RegistrationContract,
        FeedContract,
        LogContract,
        UsageContract,
        SearchContract,
        IsolationContract {}
