package jacquard.compiler.layout;

import jacquard.ir.graph.Graph;
import jacquard.ir.text.Parser;
import java.util.List;
import java.util.Random;

/// Small random networks, of the layers that layouts differ over: 1x1 and depthwise convolutions along either dimension, of channels that
/// fill blocks and that do not, pooling, activations, windows over channels, residual adds.
final class RandomLayers {
  private static final List<Integer> CHANNELS = List.of(8, 16, 21, 24, 32);
  private static final int MOST_LAYERS = 4;

  private final Random random;
  private final StringBuilder body = new StringBuilder();
  private final StringBuilder states = new StringBuilder();
  private int values;
  private int weights;
  private String last = "%x";
  private int channels;

  private RandomLayers(Random random) {
    this.random = random;
    this.channels = CHANNELS.get(random.nextInt(CHANNELS.size()));
  }

  static Graph graph(Random random) {
    var layers = new RandomLayers(random);
    int first = layers.channels;
    int count = 2 + random.nextInt(MOST_LAYERS - 1);
    for (int i = 0; i < count; i++) {
      layers.add();
    }
    return Parser.parse("random", "graph @random(%%x: f32[N,%d,32,32]) state(%s) {\n%s  return y=%s\n}\n".formatted(first, layers.states,
        layers.body, layers.last));
  }

  private void add() {
    switch (weights == 0 ? 0 : random.nextInt(6)) {
      case 0, 1 -> convolution(CHANNELS.get(random.nextInt(CHANNELS.size())), 1, 1, 1);
      case 2 -> convolution(channels, channels, 3, 1);
      case 3 -> convolution(channels, channels, 1, 3);
      case 4 -> value("max_pool %s {window={kernel=[3,3], stride=[1,1], lo=[1,1], hi=[1,1], dilation=[1,1], ceil=false}}".formatted(last));
      default -> {
        String before = last;
        value("local_response_norm " + last + " {size=5, alpha=1.0E-4, beta=0.75, k=2, divideBySize=false}");
        value("add %s, %s".formatted(last, before));
      }
    }
  }

  private void convolution(int to, int groups, int r, int s) {
    states.append(weights == 0 ? "" : ", ").append("%%w%d: f32[%d,%d,%d,%d]".formatted(weights, to, channels / groups, r, s));
    String operands = "%s, %%w%d".formatted(last, weights++);
    int h = r / 2;
    int w = s / 2;
    channels = to;
    value(("convolution %s {stride=[1,1], lo=[%d,%d], hi=[%d,%d], dilation=[1,1], inputDilation=[1,1], groups=%d, batchGroups=1}")
        .formatted(operands, h, w, h, w, groups));
  }

  private void value(String op) {
    body.append("  %%%d = %s : f32[N,%d,32,32]\n".formatted(values, op, channels));
    last = "%" + values++;
  }
}
