package dev.postern.checks;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which clauses of a standard a test shows to be kept, by the ids of the rows in {@code
 * rules/clauses.txt}. The test sends the real thing to a running server, and stands in a class that
 * is named after the standard: {@code Rfc6749_3_2TokenEndpointTest}. {@code docs/conformance.md} is
 * made from it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Shows {

  /** The ids, as {@code R-6749-7}. */
  String[] value();
}
