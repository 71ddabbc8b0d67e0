package jacquard.decompose;

import jacquard.api.Model;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/// What is planted into the 3x3 convolutions of a network: factors, multiplied out into one dense kernel.
enum PlantedStructure {
  /// A 3x1 convolution to as many channels as there are in the end, then 1x3.
  SPATIAL,
  /// One kernel for each input channel, then 1x1.
  DEPTHWISE,
  /// 3x3 to a quarter of the channels, then 1x1.
  CHANNELS,
  /// Nothing: independent numbers.
  NOTHING,
  /// Factors through as many channels as there are in the end, of which each has nine tenths of the weight of the one before.
  DECAYING;

  private static final double DECAY = 0.9;
  private static final int KERNEL = 9;
  /// Convolutions from fewer channels (the image) stay as they are.
  private static final int FEW = 8;

  /// `model` with such weights in its 3x3 convolutions.
  Model into(Model model, long seed) {
    var random = new Random(seed);
    Map<String, NdArray> values = new LinkedHashMap<>();
    model.parameters().forEach((name, value) -> {
      Shape shape = value.shape();
      if (shape.rank() == 4 && shape.extent(2) == 3 && shape.extent(1) >= FEW) {
        values.put(name, kernel(shape.extent(0), shape.extent(1), random));
      }
    });
    return model.withParameters(values);
  }

  private NdArray kernel(int outs, int ins, Random random) {
    float[] w = this == DEPTHWISE ? depthwise(outs, ins, random) : this == NOTHING ? normal(outs * ins * KERNEL, random)
        : product(outs, ins, this == CHANNELS ? outs / 4 : outs, random);
    double sum = 0;
    for (float v : w) {
      sum += v * v;
    }
    // As He et al. 2015 start weights, so that activations neither grow nor vanish.
    double scale = Math.sqrt(2.0 * outs / sum);
    for (int i = 0; i < w.length; i++) {
      w[i] *= (float) scale;
    }
    return NdArray.of(Shape.of(outs, ins, 3, 3), w);
  }

  private static float[] depthwise(int outs, int ins, Random random) {
    float[] kernels = normal(ins * KERNEL, random);
    float[] mixed = normal(outs * ins, random);
    var w = new float[outs * ins * KERNEL];
    for (int i = 0; i < w.length; i++) {
      w[i] = mixed[i / KERNEL] * kernels[i % kernels.length];
    }
    return w;
  }

  /// `w[o, j] = Σ k  second[o, k, column of j] · first[k, j]` with `j` counting inputs and kernel.
  private float[] product(int outs, int ins, int rank, Random random) {
    float[] first = normal(rank * ins * KERNEL, random);
    float[] second = normal(outs * rank * 3, random);
    int size = ins * KERNEL;
    var w = new float[outs * size];
    for (int o = 0; o < outs; o++) {
      var sums = new double[size];
      for (int k = 0; k < rank; k++) {
        double weight = this == DECAYING ? Math.pow(DECAY, k) : 1;
        for (int j = 0; j < size; j++) {
          sums[j] += this == SPATIAL ? first[k * size + j - j % 3] * second[(o * rank + k) * 3 + j % 3]
              : weight * first[k * size + j] * second[(o * rank + k) * 3];
        }
      }
      for (int j = 0; j < size; j++) {
        w[o * size + j] = (float) sums[j];
      }
    }
    return w;
  }

  private static float[] normal(int count, Random random) {
    var numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /// The largest difference, relative to the largest magnitude.
  static double error(NdArray expected, NdArray got) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
      difference = Math.max(difference, Math.abs(expected.get(i) - got.get(i)));
    }
    return difference / largest;
  }
}
