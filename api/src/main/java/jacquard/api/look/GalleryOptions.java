package jacquard.api.look;

import jacquard.api.check.Check;
import jacquard.api.data.Augmentation;
import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/// What a [Gallery] shows.
///
/// | option | means | default |
/// | --- | --- | --- |
/// | `show` | what is shown | everything that goes with the network and the data |
/// | `example` | the example that is looked at, by its number | 0 |
/// | `output` | the element of the output that is asked about | the largest for that example |
/// | `layer` | the layer that is looked at | the first ones |
/// | `channel` | the channel of that layer | the first ones |
/// | `augment` | how images are changed | `crop` by a tenth, `flip` |
///
/// Errors   `look/option`
public final class GalleryOptions {
  private final Set<Sight> shown = EnumSet.noneOf(Sight.class);
  int example;
  OptionalInt output = OptionalInt.empty();
  Optional<String> layer = Optional.empty();
  OptionalInt channel = OptionalInt.empty();
  Optional<Augmentation> augmentation = Optional.empty();

  GalleryOptions() {}

  /// What is shown; everything that goes with the network and the data unless given.
  public GalleryOptions show(Sight... sights) {
    shown.addAll(Arrays.asList(Check.all("the array of sights", "a sight", sights)));
    return this;
  }

  /// The example that is looked at; the first one unless given.
  public GalleryOptions example(int number) {
    example = notNegative("example", number);
    return this;
  }

  /// The element of the output that is asked about; the largest for the example unless given.
  public GalleryOptions output(int element) {
    output = OptionalInt.of(notNegative("output", element));
    return this;
  }

  /// The layer that is looked at; the first ones unless given.
  public GalleryOptions layer(String name) {
    layer = Optional.of(Check.given("the name of the layer", name));
    return this;
  }

  /// The channel of the layer; the first ones unless given.
  public GalleryOptions channel(int number) {
    channel = OptionalInt.of(notNegative("channel", number));
    return this;
  }

  /// How images are changed; cut out a tenth aside and mirrored unless given.
  public GalleryOptions augment(Consumer<Augmentation.Options> changes) {
    augmentation = Optional.of(Augmentation.of(Check.given("what changes images", changes)));
    return this;
  }

  /// As the method above, with changes put together before.
  public GalleryOptions augment(Augmentation changes) {
    augmentation = Optional.of(Check.given("what changes images", changes));
    return this;
  }

  boolean isAskedFor(Sight sight) {
    return shown.contains(sight);
  }

  boolean showsAll() {
    return shown.isEmpty();
  }

  private static int notNegative(String option, int value) {
    if (value < 0) {
      throw UserError.of("look/option").problem("the option %s is out of range", option).at(Loc.ofCaller()).got("%s = %d", option, value)
          .expected("0 or more").build();
    }
    return value;
  }
}
