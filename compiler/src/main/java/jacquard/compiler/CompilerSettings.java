package jacquard.compiler;

import jacquard.compiler.pass.Pipeline;
import java.util.LinkedHashSet;
import java.util.Set;

/// What a [Compiler] was asked for.
record CompilerSettings(int vectorBits, boolean optimizing, Set<String> left) {
  CompilerSettings {
    left = Set.copyOf(left);
  }

  static CompilerSettings forVectors(int bits) {
    return new CompilerSettings(bits, true, Set.of());
  }

  CompilerSettings unoptimized() {
    return new CompilerSettings(vectorBits, false, left);
  }

  CompilerSettings without(String pass) {
    var more = new LinkedHashSet<>(left);
    more.add(pass);
    return new CompilerSettings(vectorBits, optimizing, more);
  }

  /// The passes of `pipeline` that run.
  Pipeline apply(Pipeline pipeline) {
    return optimizing ? pipeline.without(left) : pipeline.required();
  }

  /// Whether the stage `id` below the graph, which can be left out, runs.
  boolean has(String id) {
    return optimizing && !left.contains(id);
  }
}
