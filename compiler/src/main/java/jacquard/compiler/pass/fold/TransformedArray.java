package jacquard.compiler.pass.fold;

import jacquard.compiler.nest.TransformForm;
import jacquard.ir.ArraySource;
import jacquard.ir.DType;
import jacquard.ir.NdArray;
import jacquard.ir.Shape;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A separable transform of the last two dimensions of an array in `f32`, whose results are the first two:
///
///     u[a, b, o, c…] = Σ r  G₀[a,r] · Σ s  G₁[b,s] · w[o, c…, r, s]
///
/// with the sums, and so the bits, of code ([jacquard.compiler.nest.TransformNest]). Parts along `o` cost nothing twice.
final class TransformedArray implements ArraySource {
  private static final int DIMENSIONS = 2;

  /// What sums of one table are made of, row by row: indices in the order in which they are added, and their literals.
  private record Table(int[][] terms, float[][] literals, int columns) {
    static Table of(TransformForm.Dimension d, int columns) {
      int rows = d.table().values().size() / columns;
      var terms = new int[rows][];
      var literals = new float[rows][];
      for (int row = 0; row < rows; row++) {
        int out = row;
        List<Integer> order = new ArrayList<>(IntStream.range(0, columns).filter(i -> d.coefficient(out, i) != 0).boxed().toList());
        order.stream().filter(i -> d.coefficient(out, i) == 1).findFirst().ifPresent(i -> {
          order.remove(i);
          order.addFirst(i);
        });
        terms[row] = order.stream().mapToInt(i -> i).toArray();
        literals[row] = new float[order.size()];
        for (int n = 0; n < order.size(); n++) {
          literals[row][n] = (float) d.coefficient(row, order.get(n));
        }
      }
      return new Table(terms, literals, columns);
    }

    int rows() {
      return terms.length;
    }
  }

  private final NdArray of;
  /// `G₀` and `G₁`.
  private final Table outer;
  private final Table inner;
  /// Extents of `o`, and of all `c` together.
  private final int outs;
  private final int ins;

  private TransformedArray(NdArray of, Table outer, Table inner) {
    this.of = of;
    this.outer = outer;
    this.inner = inner;
    this.outs = of.shape().extent(0);
    this.ins = of.size() / (outs * outer.columns * inner.columns);
  }

  /// What `s` computes of `of`, where it is such a transform.
  static Optional<TransformedArray> of(Structure s, NdArray of) {
    return of.dtype() != DType.F32 || s.hasEpilogue() ? Optional.empty()
        : TransformForm.of(s).filter(form -> form.dimensions().size() == DIMENSIONS && lies(s, form)).map(form -> of(form, of));
  }

  private static TransformedArray of(TransformForm form, NdArray of) {
    List<Table> tables = IntStream.range(0, DIMENSIONS)
        .mapToObj(d -> Table.of(form.dimensions().get(d), of.shape().extent(of.shape().rank() - DIMENSIONS + d))).toList();
    return new TransformedArray(of, tables.getFirst(), tables.getLast());
  }

  /// Whether dimensions lie as above, each a whole axis.
  private static boolean lies(Structure s, TransformForm form) {
    Access read = s.reads().getFirst();
    if (s.reads().size() != 1 || !read.map().stream().allMatch(IndexExpr::isVar) || !s.write().stream().allMatch(IndexExpr::isVar)) {
      return false;
    }
    List<Integer> ins = form.dimensions().stream().map(TransformForm.Dimension::in).toList();
    List<Integer> outs = form.dimensions().stream().map(TransformForm.Dimension::out).toList();
    List<Integer> reads = read.map().stream().map(IndexExpr::asVar).toList();
    List<Integer> writes = s.write().stream().map(IndexExpr::asVar).toList();
    int kept = reads.size() - ins.size();
    return kept > 0 && reads.subList(kept, reads.size()).equals(ins) && writes.subList(0, outs.size()).equals(outs)
        && reads.subList(0, kept).equals(writes.subList(outs.size(), writes.size()));
  }

  @Override
  public double get(int index) {
    var one = new float[1];
    copy(index, one, 0, 1);
    return one[0];
  }

  @Override
  public void copy(int from, Object to, int at, int count) {
    var row = new Row();
    int next = from;
    while (next < from + count) {
      int end = Math.min(from + count, (next / ins + 1) * ins);
      row.read(next / ins % outs);
      int result = next / (ins * outs);
      System.arraycopy(row.result(result / inner.rows(), result % inner.rows()), next % ins, (float[]) to, at + next - from, end - next);
      next = end;
    }
  }

  @Override
  public int axis() {
    return DIMENSIONS;
  }

  @Override
  public void copyPart(Shape shape, int from, int count, Object to) {
    var row = new Row();
    for (int o = 0; o < count; o++) {
      row.read(from + o);
      for (int a = 0; a < outer.rows(); a++) {
        for (int b = 0; b < inner.rows(); b++) {
          System.arraycopy(row.result(a, b), 0, (float[]) to, ((a * inner.rows() + b) * count + o) * ins, ins);
        }
      }
    }
  }

  /// The transform of one `o`.
  private final class Row {
    private final float[] read = new float[ins * outer.columns * inner.columns];
    /// `w[r, s, c]`.
    private final float[][] planes = new float[outer.columns * inner.columns][ins];
    /// `Σ s  G₁[b,s] · w[r, s, c]` at `[r, b, c]`.
    private final float[][] sums = new float[outer.columns * inner.rows()][ins];
    private final float[] result = new float[ins];

    void read(int o) {
      of.copy(o * read.length, read, 0, read.length);
      for (int p = 0; p < planes.length; p++) {
        gather(read, p, planes.length, planes[p]);
      }
      for (int r = 0; r < outer.columns; r++) {
        for (int b = 0; b < inner.rows(); b++) {
          sum(inner, b, planes, r * inner.columns, 1, sums[r * inner.rows() + b]);
        }
      }
    }

    float[] result(int a, int b) {
      sum(outer, a, sums, b, inner.rows(), result);
      return result;
    }
  }

  private static void gather(float[] from, int at, int stride, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = from[at + i * stride];
    }
  }

  /// `to = Σ i  table[row, i] · terms[first + i · stride]`.
  private static void sum(Table table, int row, float[][] terms, int first, int stride, float[] to) {
    int[] order = table.terms[row];
    float[] literals = table.literals[row];
    if (order.length == 0) {
      Arrays.fill(to, 0);
    }
    for (int n = 0; n < order.length; n++) {
      float[] term = terms[first + order[n] * stride];
      if (n == 0) {
        begin(literals[n], term, to);
      } else {
        add(literals[n], term, to);
      }
    }
  }

  private static void begin(float literal, float[] term, float[] to) {
    if (literal == 1) {
      System.arraycopy(term, 0, to, 0, to.length);
    } else if (literal == -1) {
      for (int i = 0; i < to.length; i++) {
        to[i] = -term[i];
      }
    } else {
      for (int i = 0; i < to.length; i++) {
        to[i] = literal * term[i];
      }
    }
  }

  /// Adding or taking away a term as it is rounds once too, as one with the literal 1 or -1 would.
  private static void add(float literal, float[] term, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = Math.fma(literal, term[i], to[i]);
    }
  }
}
