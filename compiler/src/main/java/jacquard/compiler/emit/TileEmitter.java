package jacquard.compiler.emit;

import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.BinaryFn;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Scalar;
import jacquard.ir.loop.Schedule;
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

/// Emits the method of one tile shape: clear the accumulators, walk the reduced loops, finish and store.
///
/// Parameters: the arrays of all operands and the result, the offset of every read and of the write at the tile's first element, all
/// loop indices there, the first example, the one behind the last, and the batch size. One step of the reduction loads `vectors` vectors and broadcasts one element per row.
final class TileEmitter implements Extents {
  /// The innermost reduced loop is unrolled while the step stays below this many multiply-adds: loop overhead is small beyond, and the
  /// compilers' budgets are not. With 50 (10 rows, 5 taps), C1 gives up on the method ("out of virtual registers in linear scan"), it is
  /// never profiled, and where a call has so few tiles that the loop around them is not compiled with it, it stays interpreted for good:
  /// 350 us in place of 3 (second convolution of lenet5, batch 1).
  private static final int UNROLLED_MULTIPLY_ADDS = 32;
  /// First example, end and batch size, the last parameters.
  private static final int EXTENTS = 3;
  /// Where partial sums lie from the result, and what the pass does with them ([HoistedSums.Pass]).
  private static final int PASS = 4;
  private static final int SHIFT = 0;
  private static final int ADD = 1;
  private static final int STOP = 2;
  private static final int TOP = 3;

  private final LoopNest nest;
  private final Schedule schedule;
  private final Schedule.Tile tile;
  private final TileShape shape;
  private final MethodVisitor mv;
  private final LocalAllocator locals;
  private final Addresses addresses;
  private final StepCode code;
  private final LaneForm form;
  private final DType type;
  private final int vectors;
  private final int vectorRead;
  private final int scalarRead;
  private final SumOrder order;
  private final SumLoops sums;
  /// The first step of the order that runs inside the tile.
  private final int firstStep;
  /// By level, row and vector.
  private final int[][][] levels;
  private final LoopListing listing;
  private final LaneLoads loads;
  private final ClampedLoops clamps;

  TileEmitter(LoopNest nest, KernelClassWriter kernel, TileShape shape) {
    this.nest = nest;
    this.schedule = nest.schedule();
    this.tile = schedule.tile().orElseThrow();
    this.shape = shape;
    this.mv = kernel.method(shape.method(), descriptor(nest));
    this.locals = new LocalAllocator(parameters(nest));
    this.addresses = new Addresses(nest);
    this.code = StepCode.of(nest);
    this.form = LaneForm.of(schedule.lanes());
    this.type = code.accumulators().getFirst();
    this.vectors = shape.blocks() * vectorsPerBlock();
    int first = factor(nest, true);
    int second = factor(nest, false);
    boolean firstIsVector = addresses.read(first).factorOf(schedule.vector()) == 1;
    this.vectorRead = firstIsVector ? first : second;
    this.scalarRead = firstIsVector ? second : first;
    this.order = SumOrder.of(nest);
    this.sums = new SumLoops(mv, locals, nest, order);
    this.firstStep = HoistedSums.of(nest).steps().size();
    this.levels = new int[order.steps().get(firstStep).level() + 1][shape.rows()][vectors];
    this.listing = LoopListing.of(nest);
    this.loads = new LaneLoads(mv, form);
    this.clamps = new ClampedLoops(nest, addresses, List.of(vectorRead, scalarRead));
  }

  private int vectorsPerBlock() {
    return nest.extent(schedule.vector()).count() / schedule.lanes();
  }

  private static int factor(LoopNest nest, boolean left) {
    return nest.structure().body() instanceof Scalar.Binary(BinaryFn fn, Scalar.Read(int a), Scalar.Read(int b)) ? left ? a : b : -1;
  }

  /// Whether `nest`, tiled as its schedule says, can be emitted: a plain product under a sum, unchecked, with offsets linear in rows,
  /// blocks and lanes.
  static boolean allows(LoopNest nest) {
    var addresses = new Addresses(nest);
    Schedule schedule = nest.schedule();
    Schedule.Tile tile = schedule.tile().orElseThrow();
    int a = factor(nest, true);
    int b = factor(nest, false);
    if (a < 0 || b < 0 || a == b) {
      return false;
    }
    boolean aVector = addresses.read(a).factorOf(schedule.vector()) == 1;
    IndexExpr vector = addresses.read(aVector ? a : b);
    IndexExpr scalar = addresses.read(aVector ? b : a);
    boolean factors = vector.factorOf(schedule.vector()) == 1 && !vector.uses(tile.rowLoop()) && !scalar.uses(schedule.vector())
        && !scalar.uses(tile.blockLoop()) && scalar.factorOf(tile.rowLoop()) != 0;
    boolean unchecked = new ClampedLoops(nest, addresses, List.of(a, b)).keepAllChecks();
    boolean linear = IntStream.of(tile.rowLoop(), tile.blockLoop(), schedule.vector()).allMatch(l -> addresses.write().isLinearIn(l)
        && IntStream.range(0, nest.structure().reads().size()).allMatch(k -> addresses.read(k).isLinearIn(l)));
    boolean noIndices = StepCode.of(nest).finish().indices().isEmpty();
    boolean resumable = tile.hoisted() == 0 || !nest.structure().hasEpilogue();
    return factors && resumable && unchecked && linear && noIndices && addresses.write().factorOf(schedule.vector()) == 1
        && nest.extent(schedule.vector()).count() % schedule.lanes() == 0 && NestEmitter.allows(nest, schedule.lanes());
  }

  private IndexWriter indexWriter() {
    return new IndexWriter(mv, l -> mv.visitVarInsn(Opcodes.ILOAD, indexParameter(l)), l -> {
      throw CompilerBug.of("a contraction reads through an index: %s", l);
    }, nest.loopAxes());
  }

  static String descriptor(LoopNest nest) {
    var text = new StringBuilder("(");
    nest.operands().forEach(b -> text.append(Code.array(b.type().dtype())));
    text.append(Code.array(nest.result().type().dtype()).repeat(isHoisted(nest) ? 2 : 1));
    text.append("I".repeat(parameters(nest) - arrays(nest)));
    return text.append(")V").toString();
  }

  private static boolean isHoisted(LoopNest nest) {
    return nest.schedule().tile().orElseThrow().hoisted() > 0;
  }

  /// Operands, the result, and partial sums beside it.
  private static int arrays(LoopNest nest) {
    return nest.operands().size() + (isHoisted(nest) ? 2 : 1);
  }

  private static int parameters(LoopNest nest) {
    return arrays(nest) + nest.structure().reads().size() + 1 + nest.schedule().loops().size() + (isHoisted(nest) ? PASS : 0) + EXTENTS;
  }

  private int offsetParameter(int access) {
    return arrays(nest) + access;
  }

  private int indexParameter(int loop) {
    return arrays(nest) + nest.structure().reads().size() + 1 + loop;
  }

  private int passParameter(int number) {
    return parameters(nest) - EXTENTS - PASS + number;
  }

  void emit() {
    mv.visitCode();
    Type vector = form.localType(type);
    for (int[][] level : levels) {
      for (int[] row : level) {
        Arrays.setAll(row, v -> locals.take(vector));
      }
    }
    start(firstStep);
    reduce(firstStep, offsetParameter(vectorRead), offsetParameter(scalarRead), 0, 0);
    Code.line(mv, listing.finishLine());
    if (isHoisted(nest)) {
      finishPass();
    } else {
      for (int[] row : sum()) {
        for (int local : row) {
          pushSum(local);
          mv.visitVarInsn(Opcodes.ASTORE, local);
        }
      }
      finish();
    }
    mv.visitInsn(Opcodes.RETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
  }

  /// The accumulators of the whole sum, or of what of it runs inside the tile.
  private int[][] sum() {
    return levels[levels.length - 1];
  }

  private void pushSum(int accumulator) {
    mv.visitVarInsn(Opcodes.ALOAD, accumulator);
    form.exact(mv, type);
  }

  /// The accumulators to which step number `number` adds start at zero, or, where a sum over examples goes on and their loop adds them up
  /// here, at what the result holds.
  private void start(int number) {
    var fresh = new Label();
    var started = new Label();
    int[][] accumulators = levels[order.steps().get(number).level()];
    if (tile.hoisted() == 0 && Examples.of(nest) == Examples.SUMMED && sums.isOverBatch(number)) {
      sums.jumpUnlessResumed(number, this, fresh);
      each(mv, accumulators, (r, v) -> loads.load(type, () -> pushArray(nest.operands().size()),
          () -> pushElement(writeParameter(), addresses.write(), rowOffset(r), v), 1));
      mv.visitJumpInsn(Opcodes.GOTO, started);
      mv.visitLabel(fresh);
    }
    each(mv, accumulators, (r, v) -> loads.zero(type));
    mv.visitLabel(started);
  }

  /// What is computed for row `r` and vector `v` of the tile.
  private interface Element {
    void push(int r, int v);
  }

  /// Sets each of the accumulators to what `value` pushes.
  private static void each(MethodVisitor mv, int[][] accumulators, Element value) {
    for (int r = 0; r < accumulators.length; r++) {
      for (int v = 0; v < accumulators[r].length; v++) {
        value.push(r, v);
        mv.visitVarInsn(Opcodes.ASTORE, accumulators[r][v]);
      }
    }
  }

  /// The loops from step `number` of the order on; `vectorAt` and `scalarAt` are locals holding offsets, to which the constants are added in
  /// the loads.
  private void reduce(int number, int vectorAt, int scalarAt, int vectorConstant, int scalarConstant) {
    if (number == order.steps().size()) {
      Code.line(mv, listing.bodyLine());
      step(vectorAt, scalarAt, vectorConstant, scalarConstant);
      return;
    }
    SumOrder.Step step = order.steps().get(number);
    int loop = step.loop();
    if (step.stride() > 1) {
      sums.runs(number, range(loop), () -> iteration(number, vectorAt, scalarAt, vectorConstant, scalarConstant));
      return;
    }
    Code.line(mv, listing.lineOf(loop));
    Dim extent = nest.extent(loop);
    boolean innermost = number + 1 == order.steps().size();
    if (innermost && isUnrolled(loop, extent)) {
      int vectorStride = addresses.read(vectorRead).factorOf(loop);
      int scalarStride = addresses.read(scalarRead).factorOf(loop);
      for (int i = 0; i < extent.count(); i++) {
        step(vectorAt, scalarAt, vectorConstant + i * vectorStride, scalarConstant + i * scalarStride);
      }
      return;
    }
    if (number + 2 == order.steps().size() && !order.isBorder(number) && canRunOn(loop, order.steps().get(number + 1))) {
      inOne(number, vectorAt, scalarAt, vectorConstant, scalarConstant);
      return;
    }
    new CountedLoop(mv, locals, indexParameter(loop)).run(() -> sums.pushFirst(number, range(loop)), () -> sums.pushLimit(number, range(loop)), 1,
        () -> iteration(number, advanced(addresses.read(vectorRead), loop, vectorAt), advanced(addresses.read(scalarRead), loop, scalarAt),
            vectorConstant, scalarConstant));
  }

  /// What happens in an iteration of step `number`: the steps inside, whose sums are added to this level's where a level ends.
  private void iteration(int number, int vectorAt, int scalarAt, int vectorConstant, int scalarConstant) {
    if (!order.isBorder(number)) {
      reduce(number + 1, vectorAt, scalarAt, vectorConstant, scalarConstant);
      return;
    }
    start(number + 1);
    reduce(number + 1, vectorAt, scalarAt, vectorConstant, scalarConstant);
    int[][] outer = levels[order.steps().get(number).level()];
    int[][] inner = levels[order.steps().get(number + 1).level()];
    each(mv, outer, (r, v) -> {
      pushSum(outer[r][v]);
      pushSum(inner[r][v]);
      form.add(mv, type);
    });
  }

  private SumLoops.Range range(int loop) {
    return new SumLoops.Range() {
      @Override
      public void pushFirst() {
        clamps.pushFirst(loop, mv, indexWriter(), TileEmitter.this);
      }

      @Override
      public void pushLimit() {
        clamps.pushLimit(loop, mv, indexWriter(), TileEmitter.this);
      }

      @Override
      public boolean isFromZero() {
        return !nest.extent(loop).perBatch() && !clamps.isClamped(loop);
      }
    };
  }

  private boolean canRunOn(int outer, SumOrder.Step inner) {
    return inner.stride() == 1 && order.around(order.steps().size() - 1) < 0 && !isUnrolled(inner.loop(), nest.extent(inner.loop()))
        && runsOn(outer, inner.loop());
  }

  /// Whether both factors lie on where `inner` ends and `outer` goes on, so that the two loops count like one: taps beside each other in memory
  /// and the channels of a block. The inner loop alone is short, and leaving it costs a mispredicted branch and moves of all accumulators.
  private boolean runsOn(int outer, int inner) {
    return Stream.of(outer, inner).noneMatch(l -> nest.extent(l).perBatch() || clamps.isClamped(l))
        && IntStream.of(vectorRead, scalarRead).mapToObj(addresses::read).allMatch(e -> e.isLinearIn(outer) && e.isLinearIn(inner)
            && e.factorOf(outer) == e.factorOf(inner) * nest.extent(inner).count());
  }

  /// The two innermost loops as one, whose index is that of the inner one beyond its end.
  private void inOne(int number, int vectorAt, int scalarAt, int vectorConstant, int scalarConstant) {
    int outer = order.steps().get(number).loop();
    int inner = order.steps().get(number + 1).loop();
    int length = nest.extent(inner).count();
    int index = indexParameter(inner);
    int vector = locals.take(Type.INT_TYPE);
    int scalar = locals.take(Type.INT_TYPE);
    boolean whole = order.around(number) < 0;
    Runnable first = whole ? () -> Code.push(mv, 0) : () -> pushTimes(length, () -> sums.pushFirst(number, range(outer)));
    Runnable limit = whole ? () -> Code.push(mv, nest.extent(outer).count() * length)
        : () -> pushTimes(length, () -> sums.pushLimit(number, range(outer)));
    new CountedLoop(mv, locals, index).run(first, limit, 1, () -> {
      storeAdvanced(vector, vectorAt, addresses.read(vectorRead).factorOf(inner), index);
      storeAdvanced(scalar, scalarAt, addresses.read(scalarRead).factorOf(inner), index);
      Code.line(mv, listing.bodyLine());
      step(vector, scalar, vectorConstant, scalarConstant);
    });
    locals.give(scalar);
    locals.give(vector);
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

  private boolean isUnrolled(int loop, Dim extent) {
    return !extent.perBatch() && extent.count() * shape.rows() * vectors <= UNROLLED_MULTIPLY_ADDS
        && addresses.read(vectorRead).isLinearIn(loop) && addresses.read(scalarRead).isLinearIn(loop) && !clamps.isClamped(loop);
  }

  @Override
  public void push(Dim dim) {
    times(dim, 1);
  }

  @Override
  public void pushFirst(Dim dim) {
    if (dim.perBatch()) {
      times(dim, EXTENTS);
    } else {
      Code.push(mv, 0);
    }
  }

  @Override
  public void pushEnd(Dim dim) {
    times(dim, 2);
  }

  /// Pushes the count of `dim`, times the parameter that stands so many places before the end if it is per batch.
  private void times(Dim dim, int fromEnd) {
    Code.push(mv, dim.count());
    if (dim.perBatch()) {
      mv.visitVarInsn(Opcodes.ILOAD, parameters(nest) - fromEnd);
      mv.visitInsn(Opcodes.IMUL);
    }
  }

  /// A local with `at` plus the terms of `expr` that the index of `loop` completes.
  private int advanced(IndexExpr expr, int loop, int at) {
    IndexWriter writer = indexWriter();
    int result = at;
    for (IndexExpr.Term term : expr.terms()) {
      if (PointAddresses.completedBy(loop, term)) {
        mv.visitVarInsn(Opcodes.ILOAD, result);
        writer.pushTerm(term);
        mv.visitInsn(Opcodes.IADD);
        result = result == at ? locals.take(Type.INT_TYPE) : result;
        mv.visitVarInsn(Opcodes.ISTORE, result);
      }
    }
    return result;
  }

  /// `accumulator[r][v] += scalar[r] · vector[v]`, each rounded once.
  private void step(int vectorAt, int scalarAt, int vectorConstant, int scalarConstant) {
    int[] loaded = new int[vectors];
    for (int v = 0; v < vectors; v++) {
      loaded[v] = locals.take(form.localType(type));
      loadVector(vectorRead, vectorAt, vectorConstant + vectorOffset(addresses.read(vectorRead), v));
      mv.visitVarInsn(Opcodes.ASTORE, loaded[v]);
    }
    int rowStride = addresses.read(scalarRead).factorOf(tile.rowLoop());
    int broadcast = locals.take(form.localType(type));
    for (int r = 0; r < shape.rows(); r++) {
      mv.visitVarInsn(Opcodes.ALOAD, nest.structure().reads().get(scalarRead).operand());
      pushOffset(scalarAt, scalarConstant + r * rowStride);
      mv.visitInsn(Code.arrayLoad(type));
      form.broadcast(mv, type);
      mv.visitVarInsn(Opcodes.ASTORE, broadcast);
      for (int v = 0; v < vectors; v++) {
        mv.visitVarInsn(Opcodes.ALOAD, broadcast);
        mv.visitVarInsn(Opcodes.ALOAD, loaded[v]);
        mv.visitVarInsn(Opcodes.ALOAD, levels[0][r][v]);
        fma();
        mv.visitVarInsn(Opcodes.ASTORE, levels[0][r][v]);
      }
    }
    locals.give(broadcast);
    for (int local : loaded) {
      locals.give(local);
    }
  }

  private void fma() {
    String vector = LaneForm.vectorClass(type);
    mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, vector, "fma",
        "(Ljdk/incubator/vector/Vector;Ljdk/incubator/vector/Vector;)L" + vector + ";", false);
  }

  /// Where vector `v` of the tile lies from the tile's first element.
  private int vectorOffset(IndexExpr expr, int v) {
    int perBlock = vectorsPerBlock();
    return v / perBlock * expr.factorOf(tile.blockLoop())
        + v % perBlock * schedule.lanes() * expr.factorOf(schedule.vector());
  }

  private void pushOffset(int local, int constant) {
    mv.visitVarInsn(Opcodes.ILOAD, local);
    if (constant != 0) {
      Code.push(mv, constant);
      mv.visitInsn(Opcodes.IADD);
    }
  }

  private void loadVector(int access, int at, int constant) {
    loads.load(type, () -> pushArray(nest.structure().reads().get(access).operand()), () -> pushOffset(at, constant), 1);
  }

  /// Adds the tile's sum to what hoisted loops have added up so far, level by level, and stores it at the level where the pass stops.
  private void finishPass() {
    int resultArray = nest.operands().size();
    var array = locals.take(Type.getType(Code.array(nest.result().type().dtype())));
    int at = locals.take(Type.INT_TYPE);
    int level = locals.take(Type.INT_TYPE);
    if (levels.length == 1) {
      normaliseZeros();
    }
    var head = new Label();
    var inResult = new Label();
    var found = new Label();
    var added = new Label();
    var stop = new Label();
    Code.push(mv, 0);
    mv.visitVarInsn(Opcodes.ISTORE, level);
    mv.visitLabel(head);
    mv.visitVarInsn(Opcodes.ILOAD, writeParameter());
    mv.visitVarInsn(Opcodes.ILOAD, level);
    mv.visitVarInsn(Opcodes.ILOAD, passParameter(TOP));
    mv.visitJumpInsn(Opcodes.IF_ICMPEQ, inResult);
    mv.visitVarInsn(Opcodes.ILOAD, passParameter(SHIFT));
    mv.visitInsn(Opcodes.IADD);
    mv.visitVarInsn(Opcodes.ILOAD, level);
    Code.push(mv, HoistedSums.copyElements(nest));
    mv.visitInsn(Opcodes.IMUL);
    mv.visitInsn(Opcodes.IADD);
    mv.visitVarInsn(Opcodes.ISTORE, at);
    pushArray(resultArray + 1);
    mv.visitJumpInsn(Opcodes.GOTO, found);
    mv.visitLabel(inResult);
    mv.visitVarInsn(Opcodes.ISTORE, at);
    pushArray(resultArray);
    mv.visitLabel(found);
    mv.visitVarInsn(Opcodes.ASTORE, array);
    mv.visitVarInsn(Opcodes.ILOAD, passParameter(ADD));
    mv.visitVarInsn(Opcodes.ILOAD, level);
    mv.visitInsn(Opcodes.ISHR);
    Code.push(mv, 1);
    mv.visitInsn(Opcodes.IAND);
    mv.visitJumpInsn(Opcodes.IFEQ, added);
    each(mv, sum(), (r, v) -> {
      loads.load(type, () -> mv.visitVarInsn(Opcodes.ALOAD, array), () -> pushElement(at, addresses.write(), rowOffset(r), v), 1);
      pushSum(sum()[r][v]);
      form.add(mv, type);
    });
    mv.visitLabel(added);
    mv.visitVarInsn(Opcodes.ILOAD, level);
    mv.visitVarInsn(Opcodes.ILOAD, passParameter(STOP));
    mv.visitJumpInsn(Opcodes.IF_ICMPGE, stop);
    mv.visitIincInsn(level, 1);
    mv.visitJumpInsn(Opcodes.GOTO, head);
    mv.visitLabel(stop);
    for (int r = 0; r < shape.rows(); r++) {
      for (int v = 0; v < vectors; v++) {
        RowOffset row = rowOffset(r);
        int vector = v;
        int local = sum()[r][v];
        loads.store(type, () -> mv.visitVarInsn(Opcodes.ALOAD, array), () -> pushElement(at, addresses.write(), row, vector), () -> pushSum(local));
      }
    }
  }

  /// A level starts at 0, so that a sum of products that all round to -0.0 counts as 0.0 in it, also where it is the first and stored as it is.
  private void normaliseZeros() {
    var adds = new Label();
    mv.visitVarInsn(Opcodes.ILOAD, passParameter(ADD));
    Code.push(mv, 1);
    mv.visitInsn(Opcodes.IAND);
    mv.visitJumpInsn(Opcodes.IFNE, adds);
    each(mv, sum(), (r, v) -> {
      pushSum(sum()[r][v]);
      loads.zero(type);
      form.add(mv, type);
    });
    mv.visitLabel(adds);
  }

  private void finish() {
    if (ContractionEmitter.isInline(nest, code, shape.rows() * vectors)) {
      for (int v = 0; v < vectors; v++) {
        int vector = v;
        LaneWriter writer = LaneWriter.hoist(code.finish(), form, mv, locals, this::isSameInAllRows, leaf -> load(leaf, rowOffset(0), vector));
        for (int r = 0; r < shape.rows(); r++) {
          finishOne(writer, sum()[r][v], rowOffset(r), v);
        }
        writer.free();
      }
      return;
    }
    for (int r = 0; r < shape.rows(); r++) {
      for (int v = 0; v < vectors; v++) {
        store(sum()[r][v], rowOffset(r), v, nest.result().type().dtype());
      }
    }
    finishInLoop();
  }

  /// The epilogue over the stored tile, row by row.
  private void finishInLoop() {
    LaneWriter writer = LaneWriter.hoist(code.finish(), form, mv, locals, leaf -> false, leaf -> { });
    int row = locals.take(Type.INT_TYPE);
    int value = locals.take(form.localType(type));
    new CountedLoop(mv, locals, row).run(() -> Code.push(mv, 0), () -> Code.push(mv, shape.rows()), 1, () -> {
      for (int v = 0; v < vectors; v++) {
        int vector = v;
        loads.load(type, () -> pushArray(nest.operands().size()), () -> pushElement(writeParameter(), addresses.write(), row(row), vector), 1);
        mv.visitVarInsn(Opcodes.ASTORE, value);
        finishOne(writer, value, row(row), v);
      }
    });
    locals.give(value);
    locals.give(row);
    writer.free();
  }

  private int writeParameter() {
    return offsetParameter(nest.structure().reads().size());
  }

  /// Pushes `factor · row` for a row known when emitting, or at run time.
  private interface RowOffset {
    void push(int factor);
  }

  private RowOffset rowOffset(int r) {
    return factor -> Code.push(mv, r * factor);
  }

  private RowOffset row(int local) {
    return factor -> {
      mv.visitVarInsn(Opcodes.ILOAD, local);
      Code.push(mv, factor);
      mv.visitInsn(Opcodes.IMUL);
    };
  }

  private void pushElement(int at, IndexExpr expr, RowOffset row, int v) {
    pushOffset(at, vectorOffset(expr, v));
    row.push(expr.factorOf(tile.rowLoop()));
    mv.visitInsn(Opcodes.IADD);
  }

  private void finishOne(LaneWriter writer, int accumulator, RowOffset row, int v) {
    LaneWriter.Values values = writer.write(leaf -> {
      if (leaf.op() == Opcode.READ && leaf.index() >= nest.structure().reads().size()) {
        mv.visitVarInsn(Opcodes.ALOAD, accumulator);
      } else {
        load(leaf, row, v);
      }
    });
    store(values.local(0), row, v, nest.result().type().dtype());
    values.free();
  }

  /// What an epilogue reads besides the sum, or a count.
  private void load(Instruction leaf, RowOffset row, int v) {
    switch (leaf.op()) {
      case READ -> {
        IndexExpr expr = addresses.read(leaf.index());
        int operand = nest.structure().reads().get(leaf.index()).operand();
        loads.load(nest.operands().get(operand).type().dtype(), () -> pushArray(operand),
            () -> pushElement(offsetParameter(leaf.index()), expr, row, v), expr.factorOf(schedule.vector()));
      }
      case COUNT -> {
        push(code.finish().counts().get(leaf.index()));
        loads.spread(leaf.type());
      }
      default -> throw new IllegalStateException(leaf.text());
    }
  }

  /// Whether a leaf of the epilogue, as the bias of a channel, is loaded once for all rows: C1 gives up on methods of more vectors
  /// ("out of virtual registers"), which are interpreted then until C2 has them.
  private boolean isSameInAllRows(Instruction leaf) {
    return leaf.op() == Opcode.COUNT
        || leaf.op() == Opcode.READ && leaf.index() < nest.structure().reads().size() && addresses.read(leaf.index()).factorOf(tile.rowLoop()) == 0;
  }

  private void store(int local, RowOffset row, int v, DType dtype) {
    loads.store(dtype, () -> pushArray(nest.operands().size()), () -> pushElement(writeParameter(), addresses.write(), row, v),
        () -> mv.visitVarInsn(Opcodes.ALOAD, local));
  }

  /// The arrays are the first parameters.
  private void pushArray(int number) {
    mv.visitVarInsn(Opcodes.ALOAD, number);
  }
}
