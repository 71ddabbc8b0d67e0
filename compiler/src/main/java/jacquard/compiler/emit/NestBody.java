package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.compiler.scalar.Instruction;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.compiler.scalar.ScalarCodeBuilder;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.SumOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// What a nest does inside its outer loops, in the scalar or a vector form: one element of the result, its sum with the loops of that, and
/// the store.
final class NestBody {
  private final LoopNest nest;
  private final NestCode around;
  private final StepCode code;
  private final KernelMethod method;
  private final MethodVisitor mv;
  private final SumOrder order;
  private final LaneForm form;
  private final LaneLoads loads;
  private final LaneWriter step;
  private final LaneWriter finish;
  private final int[] accumulators;
  /// The accumulator of each level of a sum; that of level 0 is the one points are added to.
  private final int[] levels;

  NestBody(NestCode around, LaneForm form) {
    this.around = around;
    this.nest = around.nest();
    this.code = around.code();
    this.method = around.method();
    this.mv = method.mv;
    this.order = around.sums().order();
    this.form = form;
    this.loads = new LaneLoads(mv, form);
    this.step = LaneWriter.hoist(code.step(), form, mv, method.locals, leaf -> false, this::unreachable);
    this.finish = LaneWriter.hoist(code.finish(), form, mv, method.locals, leaf -> false, this::unreachable);
    this.accumulators = code.accumulators().stream().mapToInt(t -> method.locals.take(form.localType(t))).toArray();
    this.levels = accumulators.length == 0 ? accumulators : IntStream.range(0, around.accumulates() ? order.levels() : 1)
        .map(l -> l == 0 ? accumulators[0] : method.locals.take(form.localType(code.accumulators().getFirst()))).toArray();
  }

  int lanes() {
    return form.lanes();
  }

  private void unreachable(Instruction leaf) {
    throw new IllegalStateException("no leaf is invariant");
  }

  /// One element of the result (or, in the vector form, neighbours).
  void element(PointAddresses at) {
    if (around.accumulates()) {
      var outside = new Label();
      around.addresses().writeChecks().forEach(c -> jumpUnless(c, outside));
      begin(at);
      reduce(0, at);
      Code.line(mv, around.listing().finishLine());
      finish(at);
      mv.visitLabel(outside);
    } else {
      point(at, () -> storeOrAdd(at));
    }
  }

  private void finish(PointAddresses at) {
    var last = new Label();
    var end = new Label();
    if (around.keepsPartialSums()) {
      method.pushExamplesLeft();
      mv.visitJumpInsn(Opcodes.IFEQ, last);
      loads.store(nest.result().type().dtype(), () -> method.pushArray(method.partialSums()), () -> pushPartialSum(at),
          () -> method.locals.load(mv, levels[levels.length - 1]));
      mv.visitJumpInsn(Opcodes.GOTO, end);
    }
    mv.visitLabel(last);
    store(at, finish.write(leaves(at, code.finish(), levels.length - 1)));
    mv.visitLabel(end);
  }

  /// Pushes where the sum so far of the element at `at` lies.
  private void pushPartialSum(PointAddresses at) {
    at.pushWrite();
    if (around.keepsPartialSums()) {
      mv.visitVarInsn(Opcodes.ILOAD, method.base(method.partialSums()));
      mv.visitInsn(Opcodes.IADD);
      mv.visitVarInsn(Opcodes.ILOAD, method.base(method.result()));
      mv.visitInsn(Opcodes.ISUB);
    }
  }

  /// The accumulators of positions and of the last level start at the identity.
  private void begin(PointAddresses at) {
    for (int a = 1; a < accumulators.length; a++) {
      pushIdentity(a);
      method.locals.store(mv, accumulators[a]);
    }
    start(0, at);
  }

  /// The accumulator to which step number `step` of the order adds starts at the identity; where a sum over examples goes on and their loop
  /// adds them up here, at the sum so far.
  private void start(int step, PointAddresses at) {
    int level = levels[step < order.steps().size() ? order.steps().get(step).level() : 0];
    var begun = new Label();
    var fresh = new Label();
    if (around.resumes() && around.sums().isOverBatch(step)) {
      around.sums().jumpUnlessResumed(step, method, fresh);
      loads.load(nest.result().type().dtype(), () -> method.pushArray(around.keepsPartialSums() ? method.partialSums() : method.result()),
          () -> pushPartialSum(at), 1);
      method.locals.store(mv, level);
      mv.visitJumpInsn(Opcodes.GOTO, begun);
      mv.visitLabel(fresh);
    }
    pushIdentity(0);
    method.locals.store(mv, level);
    mv.visitLabel(begun);
  }

  /// The loops from step `number` of the order on.
  private void reduce(int number, PointAddresses at) {
    if (number == order.steps().size()) {
      addPoint(at);
      return;
    }
    SumOrder.Step step = order.steps().get(number);
    int loop = step.loop();
    Dim extent = nest.extent(loop);
    if (step.stride() > 1) {
      around.sums().runs(number, around.ranges().of(loop), () -> iteration(number, at));
    } else if (extent.isOne() && !around.ranges().isShared(loop)) {
      around.indices().fixAtZero(loop);
      iteration(number, at);
    } else {
      Code.line(mv, around.listing().lineOf(loop));
      new CountedLoop(mv, method.locals, around.indices().take(loop)).run(() -> around.sums().pushFirst(number, around.ranges().of(loop)),
          () -> around.sums().pushLimit(number, around.ranges().of(loop)), 1, () -> iteration(number, at.entering(loop, around.indices())));
      around.indices().give(loop);
    }
  }

  /// What happens in an iteration of step `number`: the steps inside, whose sum is added to this level's where a level ends.
  private void iteration(int number, PointAddresses at) {
    if (!order.isBorder(number)) {
      reduce(number + 1, at);
      return;
    }
    int outer = levels[order.steps().get(number).level()];
    int inner = levels[order.steps().get(number + 1).level()];
    start(number + 1, at);
    reduce(number + 1, at);
    method.locals.load(mv, outer);
    form.exact(mv, code.accumulators().getFirst());
    method.locals.load(mv, inner);
    form.add(mv, code.accumulators().getFirst());
    method.locals.store(mv, outer);
  }

  private void addPoint(PointAddresses at) {
    point(at, () -> {
      LaneWriter.Values values = step.write(leaves(at, code.step(), 0));
      for (int a = 0; a < accumulators.length; a++) {
        method.locals.load(mv, values.local(a));
      }
      for (int a = accumulators.length - 1; a >= 0; a--) {
        method.locals.store(mv, accumulators[a]);
      }
      values.free();
    });
  }

  private void storeOrAdd(PointAddresses at) {
    if (around.scatters()) {
      loads.load(nest.result().type().dtype(), () -> method.pushArray(method.result()), at::pushWrite, 1);
      method.locals.store(mv, accumulators[0]);
    }
    store(at, step.write(leaves(at, code.step(), 0)));
  }

  /// Runs `body` unless a read that skips its point, or the write, falls outside.
  private void point(PointAddresses at, Runnable body) {
    Code.line(mv, around.listing().bodyLine());
    var outside = new Label();
    for (int k = 0; k < nest.structure().reads().size(); k++) {
      if (nest.structure().reads().get(k).outside() != Access.Outside.ZERO) {
        around.addresses().readChecks(k).forEach(c -> jumpUnless(c, outside));
      }
    }
    around.addresses().writeChecks().forEach(c -> jumpUnless(c, outside));
    body.run();
    mv.visitLabel(outside);
  }

  private void store(PointAddresses at, LaneWriter.Values values) {
    loads.store(nest.result().type().dtype(), () -> method.pushArray(method.result()), at::pushWrite,
        () -> method.locals.load(mv, values.local(0)));
    values.free();
  }

  private void pushIdentity(int accumulator) {
    DType type = code.accumulators().get(accumulator);
    var constant = new ScalarCodeBuilder(List.of(), type);
    constant.result(constant.constant(code.identities().get(accumulator), type));
    ScalarInstructions.pushConstant(mv, constant.build().at(0));
    form.broadcast(mv, type);
  }

  /// What `owner` reads, the sum that of a level.
  private LaneWriter.Leaves leaves(PointAddresses at, ScalarCode owner, int level) {
    return leaf -> {
      switch (leaf.op()) {
        case READ -> read(leaf.index(), at, level);
        case INDEX -> index(leaf.type(), around.addresses().overLoops(owner.indices().get(leaf.index())));
        case COUNT -> {
          method.push(owner.counts().get(leaf.index()));
          loads.spread(leaf.type());
        }
        default -> throw new IllegalStateException(leaf.text());
      }
    };
  }

  private void read(int access, PointAddresses at, int level) {
    int own = nest.structure().reads().size();
    if (access >= own) {
      method.locals.load(mv, access == own ? levels[level] : accumulators[access - own]);
      return;
    }
    Access read = nest.structure().reads().get(access);
    DType type = nest.operands().get(read.operand()).type().dtype();
    List<Addresses.Check> checks = read.outside() == Access.Outside.ZERO ? around.addresses().readChecks(access) : List.of();
    int stride = form.isScalar() ? 1 : around.addresses().read(access).factorOf(nest.schedule().vector());
    if (checks.isEmpty()) {
      loads.load(type, () -> method.pushArray(read.operand()), () -> at.pushRead(access), stride);
      return;
    }
    var outside = new Label();
    var end = new Label();
    checks.forEach(c -> jumpUnless(c, outside));
    loads.load(type, () -> method.pushArray(read.operand()), () -> at.pushRead(access), stride);
    mv.visitJumpInsn(Opcodes.GOTO, end);
    mv.visitLabel(outside);
    loads.zero(type);
    mv.visitLabel(end);
  }

  private void index(DType type, IndexExpr expr) {
    around.indices().writer().push(expr);
    loads.spread(type);
  }

  private void jumpUnless(Addresses.Check check, Label outside) {
    around.indices().writer().push(check.index());
    mv.visitInsn(Opcodes.DUP);
    var inside = new Label();
    var popped = new Label();
    mv.visitJumpInsn(Opcodes.IFLT, popped);
    method.push(check.extent());
    mv.visitJumpInsn(Opcodes.IF_ICMPLT, inside);
    mv.visitJumpInsn(Opcodes.GOTO, outside);
    mv.visitLabel(popped);
    mv.visitInsn(Opcodes.POP);
    mv.visitJumpInsn(Opcodes.GOTO, outside);
    mv.visitLabel(inside);
  }
}
