package jacquard.compiler.cost;

/// What a rewrite or a layout has to gain to be made. The same on every machine, as sums and so bits follow from it.
public final class Worth {
  /// Examples per call where costs are compared: weights weigh less the more examples share them, and training uses batches of this order.
  public static final int BATCH = 32;
  /// Operations of a map that is computed again in each of its users: as many as a loop over memory does
  /// while it loads the operand and stores the result.
  public static final int RECOMPUTED_OPERATIONS = 8;
  /// Outputs of a dense layer up to which the copy of flattened maps costs more than the shorter inner loops of the sum, 16 channels
  /// instead of all features: 256 maps of 7x7 to 128 outputs take 1.01, 0.99 and 0.93 of the time at batch 1, 8 and 32, to 256 outputs
  /// 1.12, 1.06 and 0.95, to 512 1.17, 1.07 and 1.00.
  public static final int OUTPUTS_OF_MAPS = 128;
  /// The share of filled-up outputs that merged convolutions may compute in vain.
  public static final double FILLING = 0.25;
  /// A decomposition is made where it is predicted to be this much faster: the efficiencies of kernels vary by as much.
  public static final double DECOMPOSED = 1.15;
  /// Reads of each element from which on packing what lanes would gather pays.
  public static final int PACKED_READS = 2;
  /// Points of a step below which its layout is not weighed: it takes microseconds, however it runs.
  public static final long WEIGHED_POINTS = 1 << 14;
  /// Gains of layouts below this share are not worth other bits.
  public static final double LAYOUT_GAIN = 1e-3;
  /// Channels from which on they run innermost in a sum, where loop control weighs least.
  public static final int INNERMOST_CHANNELS = 8;
  /// Channels below which no vector is filled.
  public static final int FEW_CHANNELS = 8;
  /// How many times cheaper a row must be before the rows of a tile run over the examples of a batch: it may hold one alone, and they lie
  /// far apart.
  public static final int BATCH_ROWS = 2;

  /// Channels on both sides from which on a convolution may run over transformed tiles: a full block, as the lanes of transforms and
  /// products run over channels.
  public static final int TRANSFORMED_CHANNELS = Core.LINE_BYTES / Float.BYTES;
  /// Transformed tiles are taken where they are predicted to be this much faster.
  public static final double TRANSFORMED = 1.15;

  /// Bytes of transformed values of an example, those of the input and the products together, that stay in the caches: more are made slice
  /// by slice, but for slices smaller than the weights, which each reads again.
  public static final long TRANSFORMED_BYTES = 4 << 20;

  /// Operations of an example from which on a program begins in scalar code: so many are some 60,000 multiply-adds of 16 lanes, each of
  /// which takes 3 to 6 microseconds in the interpreter.
  public static final long FIRST_FORM_OPERATIONS = 2_000_000;

  private Worth() {}
}
