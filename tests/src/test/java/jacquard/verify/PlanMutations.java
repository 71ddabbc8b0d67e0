package jacquard.verify;

import jacquard.compiler.step.Step;
import jacquard.compiler.step.StepValue;
import jacquard.ir.DType;
import jacquard.runtime.Binding;
import jacquard.runtime.Call;
import jacquard.runtime.Memory;
import jacquard.runtime.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Single changes to the plan of a network: where a value lies, which examples a call runs over, when memory is given up.
final class PlanMutations {
  private static final int ALIGNMENT = 16;
  private static final int FARTHEST = 40;
  /// First example, end and batch size, the last arguments of a call.
  private static final int EXAMPLES = 3;

  private final Subject subject;
  private final Random random;

  PlanMutations(Subject subject, Random random) {
    this.subject = subject;
    this.random = random;
  }

  Optional<Mutation> next() {
    int number = random.nextInt(subject.plan().calls().size());
    Call call = subject.plan().calls().get(number);
    return switch (random.nextInt(9)) {
      case 0, 1 -> offset(number, call);
      case 2 -> binding();
      case 3 -> examples(number, call);
      case 4 -> tiles(number, call);
      case 5, 6 -> lifetime();
      default -> order(number);
    };
  }

  private Optional<Mutation> offset(int number, Call call) {
    int buffer = random.nextInt((call.args().length - EXAMPLES) / 2);
    int[] args = call.args().clone();
    args[2 * buffer + 1] = moved(args[2 * buffer + 1]);
    return Optional.of(replaced("offset", number, new Call(call.kernel(), args, call.grid(), call.parallel(), call.label(), "")));
  }

  private int moved(int offset) {
    int far = ALIGNMENT * (1 + random.nextInt(FARTHEST));
    return random.nextBoolean() && offset >= far ? offset - far : offset + far;
  }

  private Optional<Mutation> binding() {
    Plan plan = subject.plan();
    var inputs = new ArrayList<>(plan.inputs());
    var outputs = new ArrayList<>(plan.outputs());
    List<Binding> list = random.nextBoolean() ? inputs : outputs;
    int i = random.nextInt(list.size());
    Binding old = list.get(i);
    list.set(i, new Binding(old.name(), old.type(), old.layout(), old.segment(), moved(old.offset())));
    return Optional.of(mutation("binding", old + " -> " + list.get(i).offset(),
        new Plan(plan.batch(), plan.calls(), plan.scratch(), inputs, outputs, plan.lowerBound())));
  }

  private Optional<Mutation> examples(int number, Call call) {
    int[] args = call.args().clone();
    int at = args.length - EXAMPLES + random.nextInt(EXAMPLES);
    args[at] += random.nextBoolean() ? 1 : -1;
    return Optional.of(replaced("examples", number, new Call(call.kernel(), args, call.grid(), call.parallel(), call.label(), "")));
  }

  private Optional<Mutation> tiles(int number, Call call) {
    int tiles = Math.max(0, call.tiles() + (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(2)));
    return Optional.of(replaced("tiles", number, new Call(call.kernel(), call.args(), tiles, call.parallel(), call.label())));
  }

  /// Two calls in the other order, or one left out.
  private Optional<Mutation> order(int number) {
    var calls = new ArrayList<>(subject.plan().calls());
    Call call = calls.remove(number);
    if (random.nextBoolean() && number < calls.size()) {
      calls.add(number + 1, call);
    }
    return Optional.of(mutation("order", "call " + number + " '" + call.label() + "'", with(calls)));
  }

  /// A value that lies where another does, as if that one's life had ended before.
  private Optional<Mutation> lifetime() {
    List<Place> places = places();
    Place moved = places.get(random.nextInt(places.size()));
    Place onto = places.get(random.nextInt(places.size()));
    if (moved.offset == onto.offset || moved.type != onto.type || moved.last < onto.first || onto.last < moved.first) {
      return Optional.empty();
    }
    var calls = new ArrayList<Call>();
    for (Call call : subject.plan().calls()) {
      int[] args = call.args().clone();
      List<StepValue> values = values(call);
      for (int v = 0; v < values.size(); v++) {
        if (values.get(v) == moved.value) {
          args[2 * v + 1] = onto.offset;
        }
      }
      calls.add(new Call(call.kernel(), args, call.grid(), call.parallel(), call.label(), ""));
    }
    return Optional.of(mutation("lifetime", moved.value.name() + " over " + onto.value.name(), with(calls)));
  }

  /// A temporary, where it lies, and between which calls.
  private record Place(StepValue value, DType type, int offset, int first, int last) {}

  private List<Place> places() {
    Map<StepValue, Place> places = new LinkedHashMap<>();
    for (int c = 0; c < subject.plan().calls().size(); c++) {
      Call call = subject.plan().calls().get(c);
      List<StepValue> values = values(call);
      for (int v = 0; v < values.size(); v++) {
        if (call.args()[2 * v] == Memory.SCRATCH && values.get(v).role() == StepValue.Role.TEMPORARY) {
          var here = new Place(values.get(v), values.get(v).type().dtype(), call.args()[2 * v + 1], c, c);
          places.merge(values.get(v), here, (a, b) -> new Place(a.value, a.type, a.offset, a.first, b.last));
        }
      }
    }
    return List.copyOf(places.values());
  }

  private List<StepValue> values(Call call) {
    Step step = subject.lowered().steps().get(call.kernel());
    var values = new ArrayList<>(step.operands());
    values.add(step.result());
    return values;
  }

  private Mutation replaced(String kind, int number, Call call) {
    var calls = new ArrayList<>(subject.plan().calls());
    Call old = calls.set(number, call);
    return mutation(kind, String.format(Locale.ROOT, "call %d '%s': %s, %d tiles -> %s, %d tiles", number, old.label(),
        java.util.Arrays.toString(old.args()), old.tiles(), java.util.Arrays.toString(call.args()), call.tiles()), with(calls));
  }

  private Plan with(List<Call> calls) {
    Plan plan = subject.plan();
    return new Plan(plan.batch(), calls, plan.scratch(), plan.inputs(), plan.outputs(), plan.lowerBound());
  }

  private Mutation mutation(String kind, String text, Plan plan) {
    return new Mutation(kind, subject.name() + ", " + text, false, () -> subject.verdict(plan), () -> subject.run(plan));
  }
}
