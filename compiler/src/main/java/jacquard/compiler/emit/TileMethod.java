package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.ir.CompilerBug;
import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/// The method of one tile shape: its parameters, its locals, and where the elements of the tile lie.
///
/// Parameters: the arrays of all operands and the result, and that of partial sums where loops run around all tiles; the offset of every
/// read and of the write at the tile's first element; all loop indices there; what a pass of hoisted loops does ([HoistedPass.Locals]); the
/// first example, the one after the last, and the batch size; and [#constants], one each, as C2 keeps parameters on the stack where
/// registers are short, while the address of an array would take one from the loops.
final class TileMethod implements Extents {
  /// First example, end and batch size, the last parameters.
  private static final int EXTENTS = 3;
  /// Where partial sums lie from the result, and what the pass does with them.
  private static final int PASS = 4;
  /// Locals begin after as many parameters as this.
  private static final int MOST_CONSTANTS = 40;
  static final int SHIFT = 0;
  static final int ADD = 1;
  static final int STOP = 2;
  static final int TOP = 3;

  final LoopNest nest;
  final Specialized specialized;
  final Schedule schedule;
  final Schedule.Tile tile;
  final TileShape shape;
  final MethodVisitor mv;
  private final MethodNode code;
  private final List<Integer> constants = new ArrayList<>();
  private final List<Integer> brief = new ArrayList<>();
  private final Map<IndexExpr, Integer> apartParameters = new HashMap<>();
  private String owner = "";
  final LocalAllocator locals;
  final Addresses addresses;
  final LaneForm form;
  final LaneLoads loads;
  /// The type that is summed in.
  final DType type;
  final int vectors;

  TileMethod(TileCode tiled, TileShape shape, DType type) {
    this.nest = tiled.nest();
    this.specialized = new Specialized(nest);
    this.schedule = nest.schedule();
    this.tile = schedule.tile().orElseThrow();
    this.shape = shape;
    this.code = new MethodNode();
    this.mv = code;
    this.locals = new LocalAllocator(parameters(nest) + MOST_CONSTANTS);
    this.addresses = tiled.addresses();
    this.form = LaneForm.of(schedule.lanes());
    this.loads = new LaneLoads(mv, form);
    this.type = type;
    this.vectors = shape.blocks() * vectorsPerBlock();
  }

  private static String descriptor(LoopNest nest, int constants) {
    var text = new StringBuilder("(");
    nest.operands().forEach(b -> text.append(Code.array(b.type().dtype())));
    text.append(Code.array(nest.result().type().dtype()).repeat(isHoisted(nest) ? 2 : 1));
    text.append("I".repeat(parameters(nest) - arrays(nest) + constants));
    return text.append(")V").toString();
  }

  static boolean isHoisted(LoopNest nest) {
    return nest.schedule().tile().orElseThrow().hoisted() > 0;
  }

  /// Operands, the result, and partial sums beside it.
  private static int arrays(LoopNest nest) {
    return nest.operands().size() + (isHoisted(nest) ? 2 : 1);
  }

  private static int parameters(LoopNest nest) {
    return arrays(nest) + nest.structure().reads().size() + 1 + nest.schedule().loops().size() + (isHoisted(nest) ? PASS : 0) + EXTENTS;
  }

  int offsetParameter(int access) {
    return arrays(nest) + access;
  }

  int writeParameter() {
    return offsetParameter(nest.structure().reads().size());
  }

  int indexParameter(int loop) {
    return writeParameter() + 1 + loop;
  }

  int passParameter(int number) {
    return parameters(nest) - EXTENTS - PASS + number;
  }

  IndexWriter indexWriter() {
    return new IndexWriter(mv, l -> mv.visitVarInsn(Opcodes.ILOAD, indexParameter(l)), l -> {
      throw CompilerBug.of("a contraction reads through an index: %s", l);
    }, nest.loopAxes());
  }

  /// Pushes `value` from a parameter of its own.
  void pushConstant(int value) {
    pushConstant(value, value);
  }

  /// Pushes `value` from a parameter of its own; `least` in its place makes a loop as short as it can be.
  void pushConstant(int value, int least) {
    mv.visitVarInsn(Opcodes.ILOAD, constant(value, least));
  }

  /// A parameter that is `value`.
  private int constant(int value, int least) {
    constants.add(value);
    brief.add(least);
    if (constants.size() > MOST_CONSTANTS) {
      throw CompilerBug.of("%s takes more than %d constants", nest.name(), MOST_CONSTANTS);
    }
    return parameters(nest) + constants.size() - 1;
  }

  /// What the parameters of this method that are constants of the nest are, in order, once all of it is written.
  List<Integer> constants() {
    return constants;
  }

  /// What they are where this method is only to be seen once ([Rehearsals]).
  List<Integer> briefConstants() {
    return brief;
  }

  String descriptor() {
    return descriptor(nest, constants.size());
  }

  /// Gives the method a class, once it is written.
  void placeIn(KernelClassWriter kernel) {
    code.name = shape.method();
    code.desc = descriptor();
    closeGap();
    owner = kernel.place(code);
  }

  /// Calls this method with what lies on the stack of `caller`.
  void call(MethodVisitor caller) {
    caller.visitMethodInsn(Opcodes.INVOKESTATIC, owner, shape.method(), descriptor(), false);
  }

  /// How strides of `loop` are pushed.
  IntConsumer stride(int loop) {
    return specialized.stride(loop) ? value -> Code.push(mv, value) : this::pushConstant;
  }

  /// Moves the locals down to where the parameters end, now that these are known: with the gap, C2 leaves a vector on the heap for each
  /// tile of lenet5's first convolution.
  private void closeGap() {
    int first = parameters(nest) + MOST_CONSTANTS;
    int by = MOST_CONSTANTS - constants.size();
    for (AbstractInsnNode instruction : code.instructions) {
      if (instruction instanceof VarInsnNode access && access.var >= first) {
        access.var -= by;
      } else if (instruction instanceof IincInsnNode increment && increment.var >= first) {
        increment.var -= by;
      }
    }
  }

  @Override
  public void push(Dim dim) {
    times(dim, 1);
  }

  @Override
  public void pushEndOf(int loop) {
    if (specialized.extent(loop)) {
      Code.push(mv, nest.extent(loop).count());
    } else {
      pushEnd(nest.extent(loop));
    }
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

  /// Pushes the count of `dim`, times the parameter that stands that many places before the end if it is per batch.
  private void times(Dim dim, int fromEnd) {
    if (!dim.perBatch()) {
      pushConstant(dim.count(), 1);
      return;
    }
    mv.visitVarInsn(Opcodes.ILOAD, parameters(nest) - fromEnd);
    if (dim.count() > 1) {
      pushConstant(dim.count());
      mv.visitInsn(Opcodes.IMUL);
    }
  }

  /// The arrays are the first parameters.
  void pushArray(int number) {
    mv.visitVarInsn(Opcodes.ALOAD, number);
  }

  void pushOffset(int local, int constant) {
    mv.visitVarInsn(Opcodes.ILOAD, local);
    if (constant != 0) {
      Code.push(mv, constant);
      mv.visitInsn(Opcodes.IADD);
    }
  }

  /// Adds where vector `v` of the tile lies from the tile's first element, and `constant`. How far apart blocks of channels lie follows
  /// from the size of the map or of the layer before, and is a parameter.
  void addVector(IndexExpr expr, int v, int constant) {
    int block = v / vectorsPerBlock();
    int apart = expr.factorOf(tile.blockLoop());
    if (block > 0 && apart != 0) {
      Integer parameter = apartParameters.computeIfAbsent(expr, e -> constant(apart, apart));
      mv.visitVarInsn(Opcodes.ILOAD, parameter);
      if (block > 1) {
        Code.push(mv, block);
        mv.visitInsn(Opcodes.IMUL);
      }
      mv.visitInsn(Opcodes.IADD);
    }
    int inside = constant + v % vectorsPerBlock() * schedule.lanes() * expr.factorOf(schedule.vector());
    if (inside != 0) {
      Code.push(mv, inside);
      mv.visitInsn(Opcodes.IADD);
    }
  }

  private int vectorsPerBlock() {
    return nest.extent(schedule.vector()).count() / schedule.lanes();
  }

  /// Pushes `factor · row` for a row known when emitting, or at run time.
  interface RowOffset {
    void push(int factor);
  }

  RowOffset rowOffset(int r) {
    return factor -> Code.push(mv, r * factor);
  }

  RowOffset row(int local) {
    return factor -> {
      mv.visitVarInsn(Opcodes.ILOAD, local);
      Code.push(mv, factor);
      mv.visitInsn(Opcodes.IMUL);
    };
  }

  void pushElement(int at, IndexExpr expr, RowOffset row, int v) {
    mv.visitVarInsn(Opcodes.ILOAD, at);
    addVector(expr, v, 0);
    row.push(expr.factorOf(tile.rowLoop()));
    mv.visitInsn(Opcodes.IADD);
  }

  /// Pushes vector `v` of a row of the tile as the result holds it, in the type that is summed in.
  void pushResult(RowOffset row, int v) {
    loads.load(type, () -> pushArray(nest.operands().size()), () -> pushElement(writeParameter(), addresses.write(), row, v), 1);
  }

  /// What is computed for row `r` and vector `v` of the tile.
  interface Element {
    void push(int r, int v);
  }

  /// Sets each of the accumulators to what `value` pushes.
  void each(int[][] accumulators, Element value) {
    for (int r = 0; r < accumulators.length; r++) {
      for (int v = 0; v < accumulators[r].length; v++) {
        value.push(r, v);
        locals.store(mv, accumulators[r][v]);
      }
    }
  }

  /// Adds 0 to each of the accumulators, as a level does that starts there: a sum of products that all round to -0.0 counts as 0.0 in it.
  void addZero(int[][] accumulators) {
    int zero = locals.take(form.localType(type));
    loads.zero(type);
    locals.store(mv, zero);
    each(accumulators, (r, v) -> {
      pushSum(accumulators[r][v]);
      locals.load(mv, zero);
      form.add(mv, type);
    });
    locals.give(zero);
  }

  void pushSum(int accumulator) {
    locals.load(mv, accumulator);
    form.exact(mv, type);
  }
}
