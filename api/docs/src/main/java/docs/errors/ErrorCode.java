package docs.errors;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The code of the error that a [ErrorExample] ends in.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface ErrorCode {
  String value();
}
