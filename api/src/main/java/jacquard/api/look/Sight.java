package jacquard.api.look;

/// What a [Gallery] can show.
public enum Sight {
  /// The filters of layers, see [Filters].
  FILTERS,
  /// What layers give for an example, a map for each channel.
  ACTIVATIONS,
  /// What an answer rests on: gradient, guided gradient, integrated gradients, Grad-CAM.
  SALIENCY,
  /// How much the answer falls where a window is covered.
  OCCLUSION,
  /// The examples that excite units most, with the part of each that the unit sees.
  EXCITING,
  /// Inputs made by gradient ascent that excite classes and units.
  IMAGINED,
  /// What part of the input a position of each layer sees, and with what weight.
  RECEPTIVE_FIELD,
  /// Which class is taken for which.
  CONFUSION,
  /// The examples taken for another class than their own, the surest first.
  MISTAKES,
  /// An example as training may see it.
  AUGMENTATION,
  /// A filter as the matrix that its convolution multiplies a small input by.
  TOEPLITZ
}
