package jacquard.api.build;

/// What is said of a deformable convolution; `DeformableOptions` names and explains each.
public final class DeformableSettings extends FilterSettings {
  public int[] padding = {0};
  public int offsetGroups = 1;
  public boolean modulated = true;

  public DeformableSettings(int... kernel) {
    super(kernel);
  }
}
