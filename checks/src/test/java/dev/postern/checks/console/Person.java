package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import java.net.URI;
import java.util.regex.Pattern;

/** Somebody at the console, who goes by what he reads: headings, labels, and names of buttons. */
final class Person {
  private final Visitor visitor;
  private final Page page;
  private final Passkeys passkeys;

  /** Somebody who was never there, with a device that can make passkeys. */
  Person(Visitor visitor) {
    this.visitor = visitor;
    page = visitor.page();
    passkeys = visitor.passkeys();
  }

  /** Somebody who has come in by an invitation. */
  static Person join(Visitor visitor, URI link) {
    Person person = new Person(visitor);
    person.page.navigate(link.toString());
    person.press("Create a passkey");
    person.at("Overview");
    return person;
  }

  Visitor visitor() {
    return visitor;
  }

  Page page() {
    return page;
  }

  Passkeys passkeys() {
    return passkeys;
  }

  /** Goes to a path below the console by the address bar. */
  Person open(String path) {
    visitor.open("/console" + path);
    return this;
  }

  /** Goes to a part of the console by its navigation, which a phone shows behind a button. */
  void go(String part) {
    Locator menu = page.locator("summary").filter(having("Menu"));
    if (menu.isVisible()) {
      menu.click();
    }
    page.getByRole(AriaRole.NAVIGATION)
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(part).setExact(true))
        .click();
    at(part);
  }

  /** Waits for the page of that heading. */
  void at(String heading) {
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasText(heading);
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  void press(String button) {
    button(button).click();
  }

  /** Presses what opens a dialog, and in the dialog what does it; the dialog's text. */
  String confirm(String opener, String doing) {
    press(opener);
    return confirm(doing);
  }

  /** Presses a button of the open dialog; the dialog's text. */
  String confirm(String doing) {
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    String text = dialog.innerText();
    dialog
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(doing).setExact(true))
        .click();
    return text;
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  void follow(String link) {
    link(link).first().click();
  }

  Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  void fill(String label, String text) {
    field(label).fill(text);
  }

  void choose(String label, String option) {
    field(label).selectOption(new SelectOption().setLabel(option));
  }

  /** The box of a scope in the part of the matrix that belongs to an API. */
  Locator scope(String api, String scope) {
    return page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName(api).setExact(true))
        .getByLabel(scope);
  }

  /**
   * Waits until the page says so of what was just done, where it can be seen: what is said may
   * stand there hidden beforehand.
   */
  void told(String text) {
    Locator status = page.getByRole(AriaRole.STATUS);
    assertThat(status.and(page.getByText(text)).or(status.getByText(text)).first()).isVisible();
  }

  /** Waits until the page shows a text. */
  void sees(String text) {
    assertThat(page.getByText(text).first()).isVisible();
  }

  /** Waits until the page does not show a text. */
  void seesNo(String text) {
    assertThat(page.getByText(text)).hasCount(0);
  }

  /** Waits until the address is so; the pattern may stand for a part of it. */
  void hasAddress(String pattern) {
    assertThat(page).hasURL(Pattern.compile(pattern));
  }

  /** The line of a table that has this text. */
  Locator line(String text) {
    return page.getByRole(AriaRole.ROW).filter(having(text));
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
