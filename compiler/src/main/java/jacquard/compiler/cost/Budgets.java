package jacquard.compiler.cost;

/// How large code may be, so that HotSpot's compilers take it: they give up on methods of too many nodes or live values, and what they
/// leave is interpreted and allocates. The same on every machine.
public final class Budgets {
  /// Different operations of a fused body: above this it spills registers and its method outgrows the compilers.
  public static final int OPERATIONS = 64;
  /// The same with equal parts counted once per occurrence: a body is written out as a tree in texts, and walked as one.
  public static final int TREE = 256;
  /// Operands of a fused body, each a stream with its own pointer; there are 16 general registers.
  public static final int OPERANDS = 12;
  /// Epilogues up to this many operations over the whole tile are written out per accumulator; longer ones run as a loop over the tile.
  public static final int INLINE_EPILOGUE = 80;
  /// C1 has some 10,000 virtual registers for a method and gives up on larger ones ("out of virtual registers in linear scan"); one that
  /// it has counted calls of before, and gives up on then, never comes to C2: 35 times slower for good. What it takes for what becomes of
  /// an accumulator, measured by methods of many copies: [#LOAD_REGISTERS] for an operand of its own, [#STORE_REGISTERS] for the last
  /// sum and the store, [#OPERATION_REGISTERS] for an operation. The rest is for the sum itself: of the built-in networks' tiles for 32
  /// registers, C1 refused those of 16 to 20 accumulators with two and three operands each, from 8,440 by this measure on.
  public static final int FINISHED_REGISTERS = 8300;
  public static final int LOAD_REGISTERS = 100;
  public static final int STORE_REGISTERS = 118;
  public static final int OPERATION_REGISTERS = 70;
  /// Accumulators of a tile whose sums go on from examples to examples: each is loaded, and added up over three levels. With 20 (5x4, dense
  /// layers with 32 registers) C1 gives up on the method, which stays in the interpreter for the first seconds of training.
  public static final int SUMS_OVER_EXAMPLES = 16;
  /// Points of a nest, fewer than 64 vectors of 16 elements, below which code is scalar: the kernel would stay in the interpreter and C1
  /// for thousands of calls, where each vector costs microseconds and is allocated.
  public static final int TINY_POINTS = 1024;

  private Budgets() {}
}
