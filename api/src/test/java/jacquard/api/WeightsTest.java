package jacquard.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jacquard.api.weights.WeightReport;
import jacquard.api.weights.WeightRule;
import jacquard.ir.DType;
import jacquard.ir.Mistakes;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.io.Npz;
import jacquard.ir.io.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Weights under other names than the network's own.
@Tag("any-width") // runs no generated code
final class WeightsTest {
  @TempDir
  private Path folder;

  private Path file() {
    return folder.resolve("w.safetensors");
  }

  private static Model net(long seed) {
    return Model.define("net", ModelOptions.of(Shape.of(3, 8, 8)).seed(seed), x -> x.conv(4, 3, c -> c.padding(1)).batchNorm().relu()
        .conv(5, 3).groupNorm(5).relu().conv(6, 3).relu().mean(1, 2).dense(7).relu().dense(2));
  }

  /// `model`'s values under the names of a `Sequential`, as PyTorch writes them: sorted as texts.
  private static Map<String, NdArray> sequential(Model model) {
    Map<String, String> modules = Map.of("conv1", "features.0", "batchNorm1", "features.1", "conv2", "features.3", "groupNorm1",
        "features.4", "conv3", "features.10", "dense1", "classifier.0", "dense2", "classifier.2");
    Map<String, String> parts = Map.of("mean", "running_mean", "variance", "running_var", "scale", "weight", "shift", "bias");
    var named = new TreeMap<String, NdArray>();
    model.values().forEach((name, value) -> {
      int dot = name.lastIndexOf('.');
      String part = name.substring(dot + 1);
      Shape shape = Shape.of(value.shape().dims().stream().filter(d -> value.shape().rank() > 2 || d.count() != 1).toList());
      named.put(modules.get(name.substring(0, dot)) + "." + parts.getOrDefault(part, part), value.reshaped(shape));
    });
    named.put("features.1.num_batches_tracked", NdArray.of(Shape.SCALAR, 17L));
    return new LinkedHashMap<>(named);
  }

  private void assertLoaded(Model source, Model loaded) {
    assertEquals(source.parametersSha256(), loaded.parametersSha256());
    assertEquals(source.statistics(), loaded.statistics());
  }

  /// Statistics that are not those of a new network.
  private static Model source() {
    Model model = net(1);
    var statistics = new LinkedHashMap<String, NdArray>();
    model.statistics().forEach((name, value) -> statistics.put(name, NdArray.filled(value.type(), 0.25 + statistics.size())));
    return model.withParameters(statistics);
  }

  @Test
  void aSequentialGoesInByOrderAndPyTorchsNames() {
    Model source = source();
    Safetensors.of(sequential(source)).write(file());
    assertLoaded(source, net(2).withWeights(file(), WeightRule.pytorch()));
    Path npz = folder.resolve("w.npz");
    Npz.write(npz, sequential(source));
    assertLoaded(source, net(2).withWeights(npz, WeightRule.pytorch()));
    WeightReport report = net(2).weightReport(file(), WeightRule.pytorch());
    assertTrue(report.isComplete());
    assertEquals("""
        conv1.weight         <- features.0.weight        [4,3,3,3]
        conv1.bias           <- features.0.bias          [4]
        batchNorm1.weight    <- features.1.weight        [4]
        batchNorm1.bias      <- features.1.bias          [4]
        conv2.weight         <- features.3.weight        [5,4,3,3]
        conv2.bias           <- features.3.bias          [5]
        groupNorm1.scale     <- features.4.weight        [5]
        groupNorm1.shift     <- features.4.bias          [5]
        conv3.weight         <- features.10.weight       [6,5,3,3]
        conv3.bias           <- features.10.bias         [6]
        dense1.weight        <- classifier.0.weight      [7,6]
        dense1.bias          <- classifier.0.bias        [7]
        dense2.weight        <- classifier.2.weight      [2,7]
        dense2.bias          <- classifier.2.bias        [2]
        batchNorm1.mean      <- features.1.running_mean  [4]
        batchNorm1.variance  <- features.1.running_var   [4]
        dropped              features.1.num_batches_tracked
        """, report.toString());
  }

  @Test
  void theRuleCanBeReadAndChanged() {
    assertEquals("""
        rename *.running_mean to *.mean
        rename *.running_var to *.variance
        drop *.num_batches_tracked
        rename module.* to *
        drop head.*
        weight may be called scale
        bias may be called shift
        weight may be called slope
        pair the rest in order
        dense2.* may be missing""", WeightRule.pytorch().prefix("module.").drop("head.*").missing("dense2.*").toString());
    assertTrue(Mistakes.message(() -> WeightRule.exact().rename("a.*", "*.*")).contains("[weights/pattern]"));
  }

  @Test
  void namesAreRenamedOneByOneAndDoublesNarrowed() {
    Model source = source();
    var tensors = new LinkedHashMap<String, NdArray>();
    source.values().forEach((name, value) ->
        tensors.put("module." + name.replace("conv1", "stem").replace('.', '/'), value.cast(DType.F64)));
    Safetensors.of(tensors).write(file());
    WeightRule rule = WeightRule.exact().rename("module.*/*", "*.*").rename("stem.*", "conv1.*");
    assertLoaded(source, net(2).withWeights(file(), rule));
  }

  @Test
  void anotherHeadStaysWhereTheRuleSaysSo() {
    Model source = source();
    Safetensors.of(sequential(source)).write(file());
    Model tuned = Model.define("tuned", ModelOptions.of(Shape.of(3, 8, 8)).seed(2), x -> x.conv(4, 3, c -> c.padding(1)).batchNorm().relu()
        .conv(5, 3).groupNorm(5).relu().conv(6, 3).relu().mean(1, 2).dense(7).relu().dense(10));
    String message = Mistakes.message(folder, () -> tuned.withWeights(file(), WeightRule.pytorch()));
    assertEquals("""
        the file does not hold what network "tuned" takes                       [weights/mismatch]
          at        WeightsTest.java:LINE
          at        DIR/w.safetensors
          got       classifier.2.weight [2,7]
          expected  [10,7] for dense2.weight
          got       classifier.2.bias [2]
          expected  [10] for dense2.bias
          expected  a tensor for each parameter and statistic, and none left over; 14 fit
          fix       to begin with a layer anew: rule.drop("classifier.2.*").missing("dense2.*")
          fix       model.weightReport(file, rule) lists everything""", message);
    Model loaded = tuned.withWeights(file(), WeightRule.pytorch().drop("classifier.2.*").missing("dense2.*"));
    assertEquals(source.parameters().get("conv3.weight"), loaded.parameters().get("conv3.weight"));
    assertEquals(tuned.parameters().get("dense2.weight"), loaded.parameters().get("dense2.weight"));
  }

  @Test
  void whatIsLeftOverOrMissingIsAMistakeThatOffersTheRule() {
    Map<String, NdArray> tensors = sequential(source());
    NdArray first = tensors.remove("features.0.weight");
    tensors.remove("features.0.bias");
    tensors.put("aux.weight", first == null ? NdArray.of(Shape.of(1), 1f) : first);
    tensors.put("aux2.weight", NdArray.of(Shape.of(1, 1), 1f));
    Safetensors.of(tensors).write(file());
    String message = Mistakes.message(folder, () -> net(2).withWeights(file(), WeightRule.pytorch().inOrder(false)));
    assertTrue(message.contains("rule.rename(\"classifier.0.*\", \"conv1.*\")") && message.contains("rule.drop(\"classifier.0.*\")")
        && message.contains("rule.missing(\"conv1.*\")"), message);
    WeightReport report = net(2).weightReport(file(), WeightRule.pytorch());
    assertFalse(report.isComplete());
    assertTrue(report.toString().contains("3 of a kind in the file (aux2, classifier.0, classifier.2), 2 in the network (dense1, dense2)"),
        report::toString);
  }
}
