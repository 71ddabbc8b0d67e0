package jacquard.api.nets;

import jacquard.ir.Loc;
import jacquard.ir.UserError;

/// How large a network for images of a thousand classes is built: its classes, and the part of its filters and units that it keeps.
///
///     filters' = max(1, round(filters · width))
///
/// A width of 1/8 leaves about 1/64 of the parameters and operations.
/// Errors   `nets/size`: no class, or a width that is not positive.
/// Source   Howard et al. 2017, arXiv:1704.04861, section 3.3 (the width multiplier).
public record Size(int classes, double width) {
  /// As the papers have it: all filters, 1000 classes.
  public static final Size IMAGENET = new Size(1000, 1);

  public Size {
    if (classes < 1 || !(width > 0 && Double.isFinite(width))) {
      throw UserError.of("nets/size").problem("a network cannot have this size").at(Loc.ofUser())
          .got("classes = %d, width = %s", classes, width).expected("at least one class, a width above 0")
          .fix("Size.of(10).width(0.25) has 10 classes and a quarter of the filters; a width of 1 is the paper's").build();
    }
  }

  /// All filters, `classes` classes.
  public static Size of(int classes) {
    return new Size(classes, 1);
  }

  public Size width(double part) {
    return new Size(classes, part);
  }

  /// What is left of `full` filters or units.
  int filters(int full) {
    return Math.toIntExact(Math.max(1, Math.round(full * width)));
  }
}
