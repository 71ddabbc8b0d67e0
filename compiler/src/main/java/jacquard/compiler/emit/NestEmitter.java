package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.compiler.nest.BatchUse;
import jacquard.compiler.scalar.Instruction;
import jacquard.compiler.scalar.ScalarCode;
import jacquard.compiler.scalar.ScalarCodeBuilder;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.Combine;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.ir.loop.SumOrder;
import jacquard.ir.text.LoopListing;
import java.util.List;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits any loop nest as loops around scalar code, in the scalar or a vector form: elementwise maps, pooling, reductions, scatters,
/// reorders, and the convolutions that no register tile fits.
///
/// Loops run in schedule order. A gathering nest keeps its accumulators in locals over the reduced loops, one for each level of a
/// [SumOrder], and stores once; a scattering sum adds to memory, which a preceding fill has cleared.
public final class NestEmitter {
  private final LoopNest nest;
  private final Schedule schedule;
  private final Addresses addresses;
  private final StepCode code;
  private final KernelMethod method;
  private final MethodVisitor mv;
  private final LoopIndices indices;
  private final LoopListing listing;
  private final boolean accumulates;
  private final SumOrder order;
  private final SumLoops sums;
  private final int outerLoops;
  private final boolean resumes;
  private final boolean keepsPartialSums;

  private NestEmitter(LoopNest nest, KernelClassWriter kernel) {
    this.nest = nest;
    this.schedule = nest.schedule();
    this.addresses = new Addresses(nest);
    this.code = StepCode.of(nest);
    this.method = new KernelMethod(kernel.run(), nest);
    this.mv = method.mv;
    this.indices = new LoopIndices(nest, method);
    this.listing = LoopListing.of(nest);
    List<Integer> reduced = nest.structure().reducedAxes();
    this.outerLoops = (int) schedule.loops().stream().filter(l -> !reduced.contains(l.axis())).count();
    this.resumes = BatchUse.of(nest) == BatchUse.SUMMED;
    this.keepsPartialSums = BatchUse.keepsPartialSums(nest);
    this.order = SumOrder.of(nest);
    this.sums = new SumLoops(mv, method.locals, nest, order);
    this.accumulates = nest.structure().combine() != Combine.ONLY && !scatters(nest);
  }

  /// The class file of `nest` under `simpleName` in the runtime's package.
  public static byte[] emit(LoopNest nest, String simpleName) {
    var kernel = new KernelClassWriter(simpleName);
    new NestEmitter(nest, kernel).run();
    return kernel.bytes();
  }

  /// Whether several points that are not told apart by reduced axes write one element.
  private static boolean scatters(LoopNest nest) {
    return nest.structure().combine() != Combine.ONLY && !nest.structure().writesApart();
  }

  private void run() {
    boolean vector = schedule.lanes() > 1;
    var main = new Body(LaneForm.of(schedule.lanes()));
    Body rest = vector && hasRest() ? new Body(LaneForm.SCALAR) : main;
    var start = new PointAddresses(addresses, method, indices, nest.structure().reads());
    if (schedule.parallel() > 1) {
      tiles(main, rest, start);
    } else {
      level(0, main, rest, start);
    }
    method.end();
  }

  private boolean hasRest() {
    Dim extent = nest.extent(schedule.vector());
    return extent.perBatch() || extent.count() % schedule.lanes() != 0;
  }

  /// One iteration per tile number; the indices of the parallel loops are its digits.
  private void tiles(Body main, Body rest, PointAddresses start) {
    int tile = method.locals.take(Type.INT_TYPE);
    new CountedLoop(mv, method.locals, tile).run(() -> mv.visitVarInsn(Opcodes.ILOAD, KernelMethod.FROM),
        () -> mv.visitVarInsn(Opcodes.ILOAD, KernelMethod.TO), 1, () -> {
          indices.decode(tile, schedule.parallel());
          PointAddresses at = start;
          for (int l = 0; l < schedule.parallel(); l++) {
            at = at.entering(l, indices);
          }
          level(schedule.parallel(), main, rest, at);
        });
  }

  private void level(int loop, Body main, Body rest, PointAddresses at) {
    if (loop == outerLoops && (accumulates || outerLoops == schedule.loops().size())) {
      main.element(at);
    } else if (loop == schedule.loops().size()) {
      main.element(at);
    } else if (loop == schedule.vector() && main.form.lanes() > 1) {
      vectorLoop(loop, main, rest, at);
    } else {
      scalarLoop(loop, at, inner -> level(loop + 1, main, rest, inner));
    }
  }

  private void scalarLoop(int loop, PointAddresses at, java.util.function.Consumer<PointAddresses> body) {
    if (nest.extent(loop).isOne() && !(loop == 0 && schedule.parallel() == 1)) {
      indices.fixAtZero(loop);
      body.accept(at);
      return;
    }
    Code.line(mv, listing.lineOf(loop));
    int index = indices.take(loop);
    new CountedLoop(mv, method.locals, index).run(() -> pushFirst(loop), () -> pushLimit(loop), 1,
        () -> body.accept(at.entering(loop, indices)));
    indices.give(loop);
  }

  /// Full vectors, then single elements where the extent leaves some.
  private void vectorLoop(int loop, Body main, Body rest, PointAddresses at) {
    int lanes = main.form.lanes();
    if (nest.extent(loop).equals(Dim.of(lanes)) && !(loop == 0 && schedule.parallel() == 1)) {
      indices.fixAtZero(loop);
      level(loop + 1, main, rest, at);
      return;
    }
    Code.line(mv, listing.lineOf(loop));
    int index = indices.take(loop);
    var counted = new CountedLoop(mv, method.locals, index);
    counted.run(() -> pushFirst(loop), () -> {
      pushLimit(loop);
      Code.push(mv, lanes - 1);
      mv.visitInsn(Opcodes.ISUB);
    }, lanes, () -> level(loop + 1, main, rest, at.entering(loop, indices)));
    if (rest != main) {
      counted.run(() -> mv.visitVarInsn(Opcodes.ILOAD, index), () -> pushLimit(loop), 1,
          () -> level(loop + 1, rest, rest, at.entering(loop, indices)));
    }
    indices.give(loop);
  }

  private SumLoops.Range range(int loop) {
    return new SumLoops.Range() {
      @Override
      public void pushFirst() {
        NestEmitter.this.pushFirst(loop);
      }

      @Override
      public void pushLimit() {
        NestEmitter.this.pushLimit(loop);
      }

      @Override
      public boolean isFromZero() {
        return !nest.extent(loop).perBatch() && !(loop == 0 && schedule.parallel() == 1);
      }
    };
  }

  private void pushFirst(int loop) {
    if (loop == 0 && schedule.parallel() == 1) {
      pushTile(KernelMethod.FROM);
    } else {
      method.pushFirst(nest.extent(loop));
    }
  }

  /// Pushes where tile `number` of the first loop begins.
  private void pushTile(int number) {
    mv.visitVarInsn(Opcodes.ILOAD, number);
    Code.push(mv, schedule.chunk());
    mv.visitInsn(Opcodes.IMUL);
    if (nest.extent(0).perBatch()) {
      method.pushFirst(nest.extent(0));
      mv.visitInsn(Opcodes.IADD);
    }
  }

  private void pushLimit(int loop) {
    method.pushEnd(nest.extent(loop));
    if (loop == 0 && schedule.parallel() == 1) {
      pushTile(KernelMethod.TO);
      mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
    }
  }

  /// What happens inside the loops, in one form.
  private final class Body {
    private final LaneForm form;
    private final LaneLoads loads;
    private final LaneWriter step;
    private final LaneWriter finish;
    private final int[] accumulators;
    /// The accumulator of each level of a sum; that of level 0 is the one points are added to.
    private final int[] levels;

    Body(LaneForm form) {
      this.form = form;
      this.loads = new LaneLoads(mv, form);
      this.step = LaneWriter.hoist(code.step(), form, mv, method.locals, leaf -> false, this::unreachable);
      this.finish = LaneWriter.hoist(code.finish(), form, mv, method.locals, leaf -> false, this::unreachable);
      this.accumulators = code.accumulators().stream().mapToInt(t -> method.locals.take(form.localType(t))).toArray();
      this.levels = accumulators.length == 0 ? accumulators : IntStream.range(0, accumulates ? order.levels() : 1)
          .map(l -> l == 0 ? accumulators[0] : method.locals.take(form.localType(code.accumulators().getFirst()))).toArray();
    }

    private void unreachable(Instruction leaf) {
      throw new IllegalStateException("no leaf is invariant");
    }

    /// One element of the result (or, in the vector form, neighbours).
    void element(PointAddresses at) {
      if (accumulates) {
        begin(at);
        reduce(0, at);
        Code.line(mv, listing.finishLine());
        finish(at);
      } else {
        point(at, () -> storeOrAdd(at));
      }
    }

    private void finish(PointAddresses at) {
      var last = new Label();
      var end = new Label();
      if (keepsPartialSums) {
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
      if (keepsPartialSums) {
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
      if (resumes && sums.isOverBatch(step)) {
        sums.jumpUnlessResumed(step, method, fresh);
        loads.load(nest.result().type().dtype(), () -> method.pushArray(keepsPartialSums ? method.partialSums() : method.result()),
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
        sums.runs(number, range(loop), () -> iteration(number, at));
      } else if (extent.isOne() && !(loop == 0 && schedule.parallel() == 1)) {
        indices.fixAtZero(loop);
        iteration(number, at);
      } else {
        Code.line(mv, listing.lineOf(loop));
        new CountedLoop(mv, method.locals, indices.take(loop)).run(() -> sums.pushFirst(number, range(loop)),
            () -> sums.pushLimit(number, range(loop)), 1, () -> iteration(number, at.entering(loop, indices)));
        indices.give(loop);
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
      pushSum(outer);
      pushSum(inner);
      form.add(mv, code.accumulators().getFirst());
      method.locals.store(mv, outer);
    }

    private void pushSum(int accumulator) {
      method.locals.load(mv, accumulator);
      form.exact(mv, code.accumulators().getFirst());
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
      if (scatters(nest)) {
        loads.load(nest.result().type().dtype(), () -> method.pushArray(method.result()), at::pushWrite, 1);
        method.locals.store(mv, accumulators[0]);
      }
      store(at, step.write(leaves(at, code.step(), 0)));
    }

    /// Runs `body` unless a read that skips its point, or the write, falls outside.
    private void point(PointAddresses at, Runnable body) {
      Code.line(mv, listing.bodyLine());
      var outside = new Label();
      for (int k = 0; k < nest.structure().reads().size(); k++) {
        if (nest.structure().reads().get(k).outside() != Access.Outside.ZERO) {
          addresses.readChecks(k).forEach(c -> jumpUnless(c, outside));
        }
      }
      addresses.writeChecks().forEach(c -> jumpUnless(c, outside));
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
          case INDEX -> index(leaf.type(), addresses.overLoops(owner.indices().get(leaf.index())));
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
        form.exact(mv, code.accumulators().get(access - own));
        return;
      }
      Access read = nest.structure().reads().get(access);
      DType type = nest.operands().get(read.operand()).type().dtype();
      List<Addresses.Check> checks = read.outside() == Access.Outside.ZERO ? addresses.readChecks(access) : List.of();
      int stride = form.isScalar() ? 1 : addresses.read(access).factorOf(schedule.vector());
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
      form.exact(mv, type);
    }

    private void index(DType type, IndexExpr expr) {
      indices.writer().push(expr);
      loads.spread(type);
    }

    private void jumpUnless(Addresses.Check check, Label outside) {
      indices.writer().push(check.index());
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
}
