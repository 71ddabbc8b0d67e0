package jacquard.api.cli;

import jacquard.api.Model;
import jacquard.api.nets.Nets;
import jacquard.ir.Shape;
import jacquard.ir.UserError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Single layers by name, as models of one layer without bias.
///
/// | name | layer |
/// | --- | --- |
/// | `conv3x3-64-56` | kernel 3x3, 64 to 64 channels, image 56x56 |
/// | `conv1x1-256-512-14` | kernel 1x1, 256 to 512 channels, image 14x14 |
/// | `conv7x7s2-3-64-224` | the same with stride 2 |
/// | `dense-784-100` | 784 inputs, 100 outputs |
///
/// The padding of a convolution is half its kernel, rounded down.
/// Errors   `bench/name`, and those of the layers.
final class KernelName {
  private static final Pattern CONVOLUTION = Pattern.compile("conv(\\d+)x(\\d+)(?:s(\\d+))?-(\\d+)(?:-(\\d+))?-(\\d+)");
  private static final Pattern DENSE = Pattern.compile("dense-(\\d+)-(\\d+)");
  /// Larger numbers are slips of the keyboard.
  private static final int MOST_DIGITS = 7;

  private KernelName() {}

  /// The layer called `name`, empty where it is no kernel's name.
  static Optional<Model> model(String name) {
    Matcher conv = CONVOLUTION.matcher(name);
    if (conv.matches()) {
      int in = number(name, conv.group(4));
      int filters = conv.group(5) == null ? in : number(name, conv.group(5));
      int side = number(name, conv.group(6));
      int rows = number(name, conv.group(1));
      int columns = number(name, conv.group(2));
      int stride = conv.group(3) == null ? 1 : number(name, conv.group(3));
      return Optional.of(Model.define(name, Shape.of(in, side, side),
          x -> x.conv(filters, rows, c -> c.kernel(rows, columns).stride(stride).padding(rows / 2, columns / 2).bias(false))));
    }
    Matcher dense = DENSE.matcher(name);
    if (dense.matches()) {
      int out = number(name, dense.group(2));
      return Optional.of(Model.define(name, Shape.of(number(name, dense.group(1))), x -> x.dense(out, d -> d.bias(false))));
    }
    return Optional.empty();
  }

  private static int number(String name, String digits) {
    int number = digits.length() > MOST_DIGITS ? 0 : Integer.parseInt(digits);
    if (number < 1) {
      throw UserError.of("bench/name").problem("a number in the name of a kernel is out of range").where("%s", name)
          .got("%s", digits).expected("numbers from 1 to %s", "9".repeat(MOST_DIGITS)).build();
    }
    return number;
  }

  static UserError unknown(String name) {
    return UserError.of("bench/name").problem("there is no network or kernel \"%s\"", name)
        .expected("one of %s", String.join(", ", Nets.names()))
        .expected("or convKxK[sSTRIDE]-CHANNELS[-FILTERS]-SIDE, such as conv3x3-64-56 or conv7x7s2-3-64-224")
        .expected("or dense-INPUTS-OUTPUTS, such as dense-784-100").didYouMean(name, Nets.names()).build();
  }
}
