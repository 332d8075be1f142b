package dev.postern.checks.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import java.time.ZoneId;
import java.util.Locale;

/**
 * What a visitor looks with.
 *
 * @param size of the screen
 * @param shade that the system is set to
 * @param zone that its clock shows
 */
record View(Size size, Shade shade, ZoneId zone) {

  /** A screen, in CSS pixels. */
  enum Size {
    WIDE(1440, 900),
    PHONE(390, 844);

    private final int width;
    private final int height;

    Size(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  /** What the system prefers. */
  enum Shade {
    LIGHT(ColorScheme.LIGHT),
    DARK(ColorScheme.DARK);

    private final ColorScheme scheme;

    Shade(ColorScheme scheme) {
      this.scheme = scheme;
    }
  }

  static final View WIDE = new View(Size.WIDE, Shade.LIGHT, ZoneId.of("Etc/UTC"));
  static final View PHONE = new View(Size.PHONE, Shade.LIGHT, ZoneId.of("Etc/UTC"));

  View dark() {
    return new View(size, Shade.DARK, zone);
  }

  View in(ZoneId other) {
    return new View(size, shade, other);
  }

  /** Ends the names of pictures: {@code light-wide}. */
  String suffix() {
    return (shade + "-" + size).toLowerCase(Locale.ROOT);
  }

  Browser.NewContextOptions options() {
    boolean phone = size == Size.PHONE;
    return new Browser.NewContextOptions()
        .setViewportSize(size.width, size.height)
        .setIsMobile(phone)
        .setHasTouch(phone)
        .setColorScheme(shade.scheme)
        .setTimezoneId(zone.getId())
        .setLocale("en-US");
  }
}
