package jacquard.api.build;

/// What is said of a transposed convolution; `ConvTransposeOptions` names and explains each.
public final class ConvTransposeSettings extends FilterSettings {
  public int[] paddingBefore = {0};
  public int[] paddingAfter = {0};
  public int[] outputPadding = {0};

  public ConvTransposeSettings(int... kernel) {
    super(kernel);
  }
}
