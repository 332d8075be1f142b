package dev.postern.bench.jmh;

/** Checks the token of one request, as one of the libraries that are compared does it. */
interface Judge {

  /** What stands in a benchmark until it is set up. */
  Judge NONE =
      request -> {
        throw new IllegalStateException("not set up");
      };

  /**
   * Checks a token.
   *
   * @param request what the library wants: the header's value, or the token alone
   * @return what the library gives for a good token; it throws where one is not good
   */
  Object judge(String request) throws Exception;
}
