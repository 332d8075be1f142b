package dev.postern.app.settings;

/** A setting with its value, and where that came from. The value may be a secret. */
final class Given<T> {

  private final Setting<T> setting;
  private final T value;
  private final String text;
  private final Origin origin;

  Given(Setting<T> setting, T value, String text, Origin origin) {
    this.setting = setting;
    this.value = value;
    this.text = text;
    this.origin = origin;
  }

  T value() {
    return value;
  }

  Origin origin() {
    return origin;
  }

  /** What may be shown of the value. */
  String shown() {
    return setting.secret() ? "(set)" : text;
  }

  @Override
  public String toString() {
    return setting.key() + " from " + origin.text();
  }
}
