package jacquard.api.weights;

import jacquard.ir.Loc;
import jacquard.ir.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which tensor of a file becomes which parameter or statistic of a network. Immutable: methods return changed copies; printed, a rule is
/// the list of what it does.
///
///     file's name  →  renamed or dropped, step by step  →  the network's name, or an alias of it  →  in order, where none is left
///
/// | method | does |
/// | --- | --- |
/// | `rename(from, to)` | a name of the form `from` becomes `to`; each `*` stands for any characters and keeps them |
/// | `prefix(text)` | takes `text` off the names that begin with it |
/// | `drop(pattern)` | leaves tensors of the file out |
/// | `missing(pattern)` | lets parameters and statistics of the network stay as they are |
/// | `alias(file, network)` | where the network has no `LAYER.file`, `LAYER.network` is meant |
/// | `inOrder(used)` | pairs what names do not: see below |
///
/// In order: a *module* is all tensors whose names differ after the last `.` alone. Modules of the file, in the order of their names,
/// numbers in them by value, are paired with the network's layers in the order of definition, each kind by itself: convolutions (a `weight`
/// of three dimensions or more), dense layers (of two), norms with statistics, and the rest. That is how `nn.Sequential` numbers what it
/// holds. A kind of which file and network have not equally many is left alone.
///
/// Shapes   are to be equal but for extents of 1: `[64]` goes to `[64,1,1]`.
/// Errors   `weights/pattern`; where it is used `weights/mismatch`, which offers the rule that would do.
///
/// ```java
/// WeightRule rule = WeightRule.pytorch().drop("fc.*").missing("dense1.*");
/// Model resnet = Nets.define("resnet18").withWeights(Path.of("resnet18.safetensors"), rule);
/// ```
public record WeightRule(List<Step> steps, List<String> mayMiss, List<Alias> aliases, boolean ordered) {
  /// What is done to a name of the file: renamed to `to`, or dropped where that is empty.
  public record Step(String from, Optional<String> to) {
    private Optional<String> apply(String name) {
      Matcher matcher = compiled(from).matcher(name);
      if (!matcher.matches()) {
        return Optional.of(name);
      }
      return to.map(wanted -> {
        var renamed = new StringBuilder();
        int star = 0;
        for (char c : wanted.toCharArray()) {
          if (c == '*') {
            renamed.append(matcher.group(++star));
          } else {
            renamed.append(c);
          }
        }
        return renamed.toString();
      });
    }

    @Override
    public String toString() {
      return to.map(t -> "rename " + from + " to " + t).orElse("drop " + from);
    }
  }

  /// What the file calls `file` the network calls `network`, where it has no `file`.
  public record Alias(String file, String network) {}

  public WeightRule {
    steps = List.copyOf(steps);
    mayMiss = List.copyOf(mayMiss);
    aliases = List.copyOf(aliases);
  }

  /// Every name as it is.
  public static WeightRule exact() {
    return new WeightRule(List.of(), List.of(), List.of(), false);
  }

  /// The names of PyTorch's layers: `running_mean` and `running_var` are `mean` and `variance`, `num_batches_tracked` is dropped, `weight`
  /// and `bias` of layer, group and instance norms are `scale` and `shift`, `weight` of a PReLU is `slope`; in order where layers have
  /// other names.
  public static WeightRule pytorch() {
    return exact().rename("*.running_mean", "*.mean").rename("*.running_var", "*.variance").drop("*.num_batches_tracked")
        .alias("weight", "scale").alias("bias", "shift").alias("weight", "slope").inOrder(true);
  }

  /// Names of the form `from` become `to`, after the steps before.
  public WeightRule rename(String from, String to) {
    long given = UserError.given("the pattern", from).chars().filter(c -> c == '*').count();
    long wanted = UserError.given("the new name", to).chars().filter(c -> c == '*').count();
    if (wanted > given) {
      throw UserError.of("weights/pattern").problem("the new name has more stars than the pattern").at(Loc.ofCaller())
          .got("\"%s\" to \"%s\"", from, to).expected("at most %d", given).build();
    }
    return with(new Step(from, Optional.of(to)));
  }

  /// Takes `text` off the names that begin with it.
  public WeightRule prefix(String text) {
    return rename(UserError.given("the prefix", text) + "*", "*");
  }

  /// Leaves the tensors out whose names, as the steps before made them, match `pattern`.
  public WeightRule drop(String pattern) {
    return with(new Step(UserError.given("the pattern", pattern), Optional.empty()));
  }

  /// Parameters and statistics of the network whose names match `pattern` may stay as they are.
  public WeightRule missing(String pattern) {
    var more = new ArrayList<>(mayMiss);
    more.add(UserError.given("the pattern", pattern));
    return new WeightRule(steps, more, aliases, ordered);
  }

  /// What comes after the last `.` of a name: `file` there is `network` here.
  public WeightRule alias(String file, String network) {
    var more = new ArrayList<>(aliases);
    more.add(new Alias(UserError.given("the file's name", file), UserError.given("the network's name", network)));
    return new WeightRule(steps, mayMiss, more, ordered);
  }

  /// Whether layers are paired in their order where names do not say which is which.
  public WeightRule inOrder(boolean used) {
    return new WeightRule(steps, mayMiss, aliases, used);
  }

  private WeightRule with(Step step) {
    var more = new ArrayList<>(steps);
    more.add(step);
    return new WeightRule(more, mayMiss, aliases, ordered);
  }

  /// What the steps make of a name of the file, if anything.
  Optional<String> apply(String name) {
    Optional<String> now = Optional.of(name);
    for (Step step : steps) {
      now = now.flatMap(step::apply);
    }
    return now;
  }

  boolean mayMiss(String name) {
    return mayMiss.stream().anyMatch(p -> compiled(p).matcher(name).matches());
  }

  private static Pattern compiled(String pattern) {
    var regex = new StringBuilder();
    for (String part : pattern.splitWithDelimiters("\\*", -1)) {
      regex.append(part.equals("*") ? "(.*)" : Pattern.quote(part));
    }
    return Pattern.compile(regex.toString());
  }

  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    steps.forEach(s -> lines.add(s.toString()));
    aliases.forEach(a -> lines.add(a.file() + " may be called " + a.network()));
    if (ordered) {
      lines.add("pair the rest in order");
    }
    mayMiss.forEach(p -> lines.add(p + " may be missing"));
    return String.join("\n", lines);
  }
}
