package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.compiler.nest.BatchUse;
import jacquard.compiler.nest.ClampedLoops;
import jacquard.compiler.nest.HoistedSums;
import jacquard.compiler.nest.TileLegality;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.SumOrder;
import jacquard.ir.text.LoopListing;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits the method of one tile shape: clear the accumulators, walk the reduced loops in the order of the sum, finish and store.
///
/// One step of the reduction loads a vector for each vector of the tile, and for each row broadcasts one element, or loads a vector where
/// the sum is one of products lane by lane.
final class TileEmitter {
  private final TileMethod method;
  private final LoopNest nest;
  private final MethodVisitor mv;
  private final LocalAllocator locals;
  private final Addresses addresses;
  private final DType type;
  private final StepCode code;
  private final int vectorRead;
  private final int rowRead;
  /// Whether each row loads a vector, rather than one element for all lanes.
  private final boolean lanewise;
  private final SumOrder order;
  private final SumLoops sums;
  /// The first step of the order that runs inside the tile.
  private final int firstStep;
  /// By level, row and vector.
  private final int[][][] levels;
  /// By row and vector, what the result holds where a sum over examples may go on. Empty elsewhere. Loaded in one place for all levels, of
  /// which one goes on: with 20 loads for each of three levels, C1 gives up on the method ("out of virtual registers").
  private final int[][] begun;
  /// A local for what the accumulators of a sum of several levels start at, anew each time: kept over the loops it would take a register.
  private final int zero;
  private final LoopListing listing;
  private final ClampedLoops clamps;
  private final ClampedBounds bounds;

  TileEmitter(TileCode tiled, TileShape shape) {
    this.nest = tiled.nest();
    this.code = tiled.code();
    this.type = code.accumulators().getFirst();
    this.method = new TileMethod(tiled, shape, type);
    this.mv = method.mv;
    this.locals = method.locals;
    this.addresses = method.addresses;
    this.vectorRead = TileLegality.fixed(nest, addresses);
    this.rowRead = TileLegality.moving(nest, addresses);
    this.lanewise = TileLegality.isLanewise(nest);
    this.order = shape.inOneRun() ? tiled.order().inOneRun() : tiled.order();
    this.sums = new SumLoops(mv, locals, nest, order);
    this.firstStep = HoistedSums.of(nest).steps().size();
    this.levels = new int[order.steps().get(firstStep).level() + 1][shape.rows()][method.vectors];
    this.listing = tiled.listing();
    boolean goesOn = method.tile.hoisted() == 0 && BatchUse.of(nest) == BatchUse.SUMMED;
    this.begun = new int[goesOn ? shape.rows() : 0][method.vectors];
    this.zero = locals.take(method.form.localType(type));
    this.clamps = new ClampedLoops(nest, addresses, List.of(vectorRead, rowRead));
    this.bounds = new ClampedBounds(nest, clamps);
  }

  /// The written method.
  TileMethod emit() {
    mv.visitCode();
    Rehearsals.skipWithoutResult(mv, nest);
    Type vector = method.form.localType(type);
    Stream.concat(Stream.of(levels), Stream.<int[][]>of(begun)).flatMap(Stream::of)
        .forEach(row -> Arrays.setAll(row, v -> locals.take(vector)));
    loadBegun();
    start(firstStep);
    reduce(firstStep, method.offsetParameter(vectorRead), method.offsetParameter(rowRead));
    if (method.shape.inOneRun()) {
      method.addZero(sum());
    }
    Code.line(mv, listing.finishLine());
    if (TileMethod.isHoisted(nest)) {
      new TileFinish(method, code, sum()).writePass(levels.length == 1);
    } else {
      new TileFinish(method, code, sum()).write();
    }
    mv.visitInsn(Opcodes.RETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
    return method;
  }

  /// The accumulators of the whole sum, or of what of it runs inside the tile.
  private int[][] sum() {
    return levels[levels.length - 1];
  }

  /// Loads what earlier examples have added up, if there are any.
  private void loadBegun() {
    if (begun.length == 0) {
      return;
    }
    var none = new Label();
    var loaded = new Label();
    method.pushFirst(Dim.BATCH);
    mv.visitJumpInsn(Opcodes.IFEQ, none);
    method.each(begun, (r, v) -> method.pushResult(method.rowOffset(r), v));
    mv.visitJumpInsn(Opcodes.GOTO, loaded);
    mv.visitLabel(none);
    zeros(begun);
    mv.visitLabel(loaded);
  }

  /// The accumulators to which step number `number` adds start at zero, or, where a sum over examples goes on and their loop adds them up
  /// here, at what the result holds.
  private void start(int number) {
    var fresh = new Label();
    var started = new Label();
    int[][] accumulators = levels[order.steps().get(number).level()];
    if (begun.length > 0 && sums.isOverBatch(number)) {
      sums.jumpUnlessResumed(number, method, fresh);
      method.each(accumulators, (r, v) -> locals.load(mv, begun[r][v]));
      mv.visitJumpInsn(Opcodes.GOTO, started);
      mv.visitLabel(fresh);
    }
    zeros(accumulators);
    mv.visitLabel(started);
  }

  /// Sets each of the accumulators to 0. With one value for all of them C2 spills loops of one level (googlenet's first convolution takes
  /// 8.0 ms in place of 3.2); with a value for each, methods of several levels outgrow the compilers.
  private void zeros(int[][] accumulators) {
    if (levels.length == 1) {
      method.each(accumulators, (r, v) -> method.loads.zero(type));
      return;
    }
    method.loads.zero(type);
    locals.store(mv, zero);
    method.each(accumulators, (r, v) -> locals.load(mv, zero));
  }

  /// The loops from step `number` of the order on; `vectorAt` and `rowAt` are locals holding offsets.
  private void reduce(int number, int vectorAt, int rowAt) {
    if (number == order.steps().size()) {
      Code.line(mv, listing.bodyLine());
      step(vectorAt, rowAt);
      return;
    }
    SumOrder.Step step = order.steps().get(number);
    int loop = step.loop();
    if (step.stride() > 1) {
      sums.runs(number, range(loop), () -> iteration(number, vectorAt, rowAt));
      return;
    }
    Code.line(mv, listing.lineOf(loop));
    Dim extent = nest.extent(loop);
    if (isOnce(number, extent)) {
      Code.push(mv, 0);
      mv.visitVarInsn(Opcodes.ISTORE, method.indexParameter(loop));
      iteration(number, vectorAt, rowAt);
      return;
    }
    if (number + 2 == order.steps().size() && !order.isBorder(number) && canRunOn(loop, order.steps().get(number + 1))) {
      inOne(number, vectorAt, rowAt);
      return;
    }
    new CountedLoop(mv, locals, method.indexParameter(loop))
        .run(() -> sums.pushFirst(number, range(loop)), () -> sums.pushLimit(number, range(loop)), 1,
        () -> iteration(number, advanced(addresses.read(vectorRead), loop, vectorAt), advanced(addresses.read(rowRead), loop, rowAt)));
  }

  /// What happens in an iteration of step `number`: the steps inside, whose sums are added to this level's where a level ends.
  private void iteration(int number, int vectorAt, int rowAt) {
    if (!order.isBorder(number)) {
      reduce(number + 1, vectorAt, rowAt);
      return;
    }
    start(number + 1);
    reduce(number + 1, vectorAt, rowAt);
    int[][] outer = levels[order.steps().get(number).level()];
    int[][] inner = levels[order.steps().get(number + 1).level()];
    method.each(outer, (r, v) -> {
      method.pushSum(outer[r][v]);
      locals.load(mv, inner[r][v]);
      method.form.add(mv, type);
    });
  }

  /// Whether step number `number` takes the one index of its loop. As a loop, C2 keeps the accumulators apart around it, and of 20 it
  /// leaves five on the stack in the loop inside: 255 us in place of 154 for a 3x3 convolution of 16 channels to 64, 55x55, on AVX-512.
  private boolean isOnce(int number, Dim extent) {
    int loop = order.steps().get(number).loop();
    return !extent.perBatch() && extent.count() == 1 && order.around(number) < 0 && !clamps.isClamped(loop);
  }

  private SumLoops.Range range(int loop) {
    return new SumLoops.Range() {
      @Override
      public void pushFirst() {
        bounds.pushFirst(loop, mv, method.indexWriter(), method);
      }

      @Override
      public void pushLimit() {
        bounds.pushLimit(loop, mv, method.indexWriter(), method);
      }

      @Override
      public boolean isFromZero() {
        return !nest.extent(loop).perBatch() && !clamps.isClamped(loop);
      }
    };
  }

  private boolean canRunOn(int outer, SumOrder.Step inner) {
    return inner.stride() == 1 && order.around(order.steps().size() - 1) < 0 && runsOn(outer, inner.loop());
  }

  /// Whether both factors lie on where `inner` ends and `outer` goes on, so that the two loops count like one: taps beside each other in
  /// memory and the channels of a block. The inner loop alone is short, and leaving it costs a mispredicted branch and moves of all
  /// accumulators.
  private boolean runsOn(int outer, int inner) {
    return Stream.of(outer, inner).noneMatch(l -> nest.extent(l).perBatch() || clamps.isClamped(l))
        && IntStream.of(vectorRead, rowRead).mapToObj(addresses::read).allMatch(e -> e.isLinearIn(outer) && e.isLinearIn(inner)
            && e.factorOf(outer) == e.factorOf(inner) * nest.extent(inner).count());
  }

  /// The two innermost loops as one, whose index is that of the inner one beyond its end.
  private void inOne(int number, int vectorAt, int rowAt) {
    int outer = order.steps().get(number).loop();
    int inner = order.steps().get(number + 1).loop();
    int length = nest.extent(inner).count();
    int index = method.indexParameter(inner);
    int vector = locals.take(Type.INT_TYPE);
    int scalar = locals.take(Type.INT_TYPE);
    boolean whole = order.around(number) < 0;
    Runnable first = whole ? () -> Code.push(mv, 0) : () -> pushTimes(length, () -> sums.pushFirst(number, range(outer)));
    Runnable limit = whole ? () -> pushWhole(outer, length)
        : () -> pushTimes(length, () -> sums.pushLimit(number, range(outer)));
    new CountedLoop(mv, locals, index).run(first, limit, 1, () -> {
      storeAdvanced(vector, vectorAt, addresses.read(vectorRead).factorOf(inner), index);
      storeAdvanced(scalar, rowAt, addresses.read(rowRead).factorOf(inner), index);
      Code.line(mv, listing.bodyLine());
      step(vector, scalar);
    });
    locals.give(scalar);
    locals.give(vector);
  }

  /// Pushes the number of points of loop `outer` around one of `length`.
  private void pushWhole(int outer, int length) {
    int points = nest.extent(outer).count() * length;
    if (method.specialized.extent(outer)) {
      Code.push(mv, points);
    } else {
      method.pushConstant(points, length);
    }
  }

  private void pushTimes(int factor, Runnable push) {
    push.run();
    Code.push(mv, factor);
    mv.visitInsn(Opcodes.IMUL);
  }

  /// `local = at + factor · index`.
  private void storeAdvanced(int local, int at, int factor, int index) {
    mv.visitVarInsn(Opcodes.ILOAD, at);
    mv.visitVarInsn(Opcodes.ILOAD, index);
    Code.push(mv, factor);
    mv.visitInsn(Opcodes.IMUL);
    mv.visitInsn(Opcodes.IADD);
    mv.visitVarInsn(Opcodes.ISTORE, local);
  }

  /// A local with `at` plus the terms of `expr` that the index of `loop` completes.
  private int advanced(IndexExpr expr, int loop, int at) {
    IndexWriter writer = method.indexWriter();
    int result = at;
    for (IndexExpr.Term term : expr.terms()) {
      if (PointAddresses.completedBy(loop, term)) {
        mv.visitVarInsn(Opcodes.ILOAD, result);
        writer.pushTerm(term, method.stride(loop));
        mv.visitInsn(Opcodes.IADD);
        result = result == at ? locals.take(Type.INT_TYPE) : result;
        mv.visitVarInsn(Opcodes.ISTORE, result);
      }
    }
    return result;
  }

  /// `accumulator[r][v] += scalar[r] · vector[v]`, each rounded once. The factor of which there are fewer is told its class.
  private void step(int vectorAt, int rowAt) {
    boolean onScalars = !lanewise && method.shape.rows() <= method.vectors;
    int[] loaded = new int[method.vectors];
    for (int v = 0; v < method.vectors; v++) {
      loaded[v] = locals.take(method.form.localType(type));
      loadVector(vectorRead, vectorAt, v, 0);
      exact(!onScalars);
      locals.store(mv, loaded[v]);
    }
    int rowStride = addresses.read(rowRead).factorOf(method.tile.rowLoop());
    int broadcast = locals.take(method.form.localType(type));
    for (int r = 0; r < method.shape.rows(); r++) {
      int constant = r * rowStride;
      if (!lanewise) {
        method.pushArray(nest.structure().reads().get(rowRead).operand());
        method.pushOffset(rowAt, constant);
        mv.visitInsn(Code.arrayLoad(type));
        method.form.broadcast(mv, type);
        exact(onScalars);
        locals.store(mv, broadcast);
      }
      for (int v = 0; v < method.vectors; v++) {
        if (lanewise) {
          loadVector(rowRead, rowAt, v, constant);
          locals.store(mv, broadcast);
        }
        locals.load(mv, onScalars ? broadcast : loaded[v]);
        locals.load(mv, onScalars ? loaded[v] : broadcast);
        locals.load(mv, levels[0][r][v]);
        method.form.multiplyAdd(mv, type);
        locals.store(mv, levels[0][r][v]);
      }
    }
    locals.give(broadcast);
    for (int local : loaded) {
      locals.give(local);
    }
  }

  private void exact(boolean wanted) {
    if (wanted) {
      method.form.exact(mv, type);
    }
  }

  private void loadVector(int access, int at, int v, int constant) {
    int operand = nest.structure().reads().get(access).operand();
    method.loads.load(type, () -> method.pushArray(operand), () -> {
      mv.visitVarInsn(Opcodes.ILOAD, at);
      method.addVector(addresses.read(access), v, constant);
    }, 1);
  }
}
