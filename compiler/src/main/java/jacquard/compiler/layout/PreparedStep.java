package jacquard.compiler.layout;

import jacquard.compiler.nest.Blocking;
import jacquard.compiler.nest.ContractionForm;
import jacquard.compiler.nest.TransformForm;
import jacquard.compiler.step.StepValue;
import jacquard.compiler.view.Composed;
import jacquard.compiler.view.Phases;
import jacquard.compiler.view.Place;
import jacquard.ir.Layout;
import jacquard.ir.graph.Constant;
import jacquard.ir.graph.Node;
import jacquard.ir.loop.Access;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.Structure;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What computes a node once its operands lie as it needs them: the structure over these operands, and the copies that pack some first.
public record PreparedStep(Structure structure, List<StepValue> operands, List<LanePacking.Copy> packed) {
  /// Where values lie.
  public interface Memory {
    /// The value of `node`, or that in which it lies.
    StepValue value(Node node);

    /// The value of `node` in another layout, which `why` asks for.
    StepValue reordered(Node node, Layout layout, String why);

    /// Where `node` lies, if not in memory of its own.
    @Nullable Place place(Node node);
  }

  /// The step of `node`, or of a part of it, that computes `c`, with its result as `choice` says. With `packing`, lanes that would gather
  /// are packed.
  public static PreparedStep of(Node node, Composed c, LayoutChoice choice, Memory memory, boolean packing) {
    var preparation = new Preparation(c, memory);
    choice.form().ifPresentOrElse(f -> {
      preparation.factors(f, choice.unblockedRows());
      preparation.epilogue(f);
    }, () -> TransformForm.of(c.structure()).ifPresentOrElse(f -> preparation.transformed(f, choice.layout()),
        () -> preparation.constants(choice.layout())));
    Map<Node, StepValue> copies = preparation.copies;
    Composed moved = c.moved(n -> copies.containsKey(n) ? null : memory.place(n));
    List<StepValue> operands = moved.operands().stream().map(n -> copies.containsKey(n) ? copies.get(n) : memory.value(n)).toList();
    Structure s = choice.form().map(f -> withFactors(moved.structure(), f)).orElse(moved.structure());
    if (!packing) {
      return new PreparedStep(s, operands, List.of());
    }
    LanePacking.Result packed = LanePacking.of(s, operands, choice.lanes(node));
    return new PreparedStep(packed.structure(), packed.operands(), packed.copies());
  }

  /// The two factors marked as such, so that halo and shortened loops may take the place of zeros.
  private static Structure withFactors(Structure s, ContractionForm form) {
    var reads = new ArrayList<>(s.reads());
    for (int access : List.of(form.vector(), form.scalar())) {
      reads.set(access, reads.get(access).outside(Access.Outside.FACTOR));
    }
    return s.withReads(reads);
  }

  /// Collects the operands that have to lie otherwise.
  private static final class Preparation {
    private final Composed c;
    private final Memory memory;
    private final Map<Node, StepValue> copies = new IdentityHashMap<>();

    Preparation(Composed c, Memory memory) {
      this.c = c;
      this.memory = memory;
    }

    private StepValue operand(Node node) {
      return Optional.ofNullable(copies.get(node)).orElseGet(() -> memory.value(node));
    }

    /// The vector factor must have the lanes next to each other, both factors zeros where the sum reads outside, and a factor read through
    /// a reshape must lie plain, so that its offsets are linear again.
    void factors(ContractionForm form, boolean unblockedRows) {
      for (int access : List.of(form.vector(), form.scalar())) {
        Access read = c.structure().reads().get(access);
        Node node = c.operands().get(read.operand());
        StepValue factor = operand(node);
        Layout layout = factor.layout();
        Halos.Halo need = Halos.of(c.structure(), read, node.type().shape());
        boolean covered = need.fits(layout);
        boolean lanes = access != form.vector()
            || layout.innermost() == form.vectorDim() && layout.block(form.vectorDim()) == Blocking.of(factor.type().dtype());
        boolean affine = access == form.vector() || layout.blocks().isEmpty() || !need.meetsBlocks(layout)
            && IntStream.range(0, read.map().size()).allMatch(d -> staysLinear(c.structure(), read.map().get(d), layout.block(d)));
        boolean rows = access == form.vector() || !unblockedRows || layout.blocks().isEmpty();
        if (!covered || !lanes || !affine || !rows) {
          Layout target = !affine ? Layout.plain(node.type().shape()) : !rows ? unblocked(layout)
              : lanes ? layout : laneLayout(c.structure(), read, form, factor);
          Halos.Halo halo = need.max(new Halos.Halo(layout.lo(), layout.hi()));
          String why = !affine ? "reads it at indices that are linear only where it lies row by row"
              : !rows ? "tiles rows over channels that fill no whole blocks"
              : lanes ? "reads zeros beside it" : "has its lanes along dimension " + form.vectorDim();
          copies.put(node, memory.reordered(node, target.withHalo(halo.lo(), halo.hi()), why));
        }
      }
    }

    /// What a transform reads must have the lanes of its result next to each other, and zeros around it.
    void transformed(TransformForm form, Layout result) {
      constants(result);
      Access read = c.structure().reads().get(form.read());
      Node node = c.operands().get(read.operand());
      StepValue operand = operand(node);
      Layout layout = operand.layout();
      int block = Blocking.of(operand.type().dtype());
      int lane = result.innermost() < 0 || result.block(result.innermost()) != block ? -1
          : c.structure().write().get(result.innermost()).asVar();
      int dim = lane < 0 ? -1 : along(read, lane, block);
      boolean lanes = dim < 0 || layout.innermost() == dim && layout.block(dim) == block;
      Halos.Halo need = Halos.around(c.structure(), read, node.type().shape());
      if (!lanes || !need.fits(layout)) {
        Halos.Halo halo = need.max(new Halos.Halo(layout.lo(), layout.hi()));
        Layout target = lanes ? layout : Layout.ordered(layout.order()).blocked(dim, block);
        copies.put(node, memory.reordered(node, target.withHalo(halo.lo(), halo.hi()),
            lanes ? "reads zeros around it" : "has its lanes along dimension " + dim));
      }
    }

    /// What an epilogue reads along the lanes must have them next to each other too.
    void epilogue(ContractionForm form) {
      for (Access read : c.structure().reads()) {
        Node node = c.operands().get(read.operand());
        StepValue operand = operand(node);
        int block = Blocking.of(operand.type().dtype());
        int dim = along(read, form.lane(), block);
        boolean ready = dim < 0 || operand.layout().innermost() == dim && operand.layout().block(dim) == block;
        if (!ready) {
          copies.put(node, memory.reordered(node, Layout.ordered(operand.layout().order()).blocked(dim, block)
              .withHalo(operand.layout().lo(), operand.layout().hi()), "has its lanes along dimension " + dim));
        }
      }
    }

    /// Constants that a step reads along the lanes of its result are packed that way ahead.
    void constants(Layout result) {
      int dim = result.innermost();
      int block = dim < 0 ? 1 : result.block(dim);
      int lane = block == 1 ? -1 : c.structure().write().get(dim).asVar();
      for (Access read : c.structure().reads()) {
        Node operand = c.operands().get(read.operand());
        boolean packs = lane >= 0 && operand.op() instanceof Constant && block == Blocking.of(operand.type().dtype());
        int along = packs ? along(read, lane, block) : -1;
        Layout layout = memory.value(operand).layout();
        if (along >= 0 && layout.innermost() != along) {
          copies.put(operand, memory.reordered(operand, Layout.ordered(layout.order()).blocked(along, block), "reads along its lanes"));
        }
      }
    }

    /// The dimension whose neighbours are neighbours along `lane`, in blocks; -1 where there is none.
    private static int along(Access read, int lane, int block) {
      return IntStream.range(0, read.map().size()).filter(d -> Blocking.keepsBlocks(read.map().get(d), lane, block)).findFirst().orElse(-1);
    }

    /// Whether offsets stay linear in all but the phases of [Phases], which run outside of a tile.
    private static boolean staysLinear(Structure s, IndexExpr index, int block) {
      return index.isAffine() || block == 1 && IntStream.range(0, s.axes().size())
          .allMatch(a -> index.isLinearIn(a) || s.write().stream().anyMatch(w -> w.uses(a) && !w.isVar()));
    }

    /// `layout` with what it blocks innermost.
    private static Layout unblocked(Layout layout) {
      var order = new ArrayList<Integer>(layout.order().stream().filter(d -> layout.block(d) == 1).toList());
      layout.blocks().forEach(b -> order.add(b.dim()));
      return Layout.ordered(order);
    }

    /// Weights lie as they are summed; other values keep their order.
    private static Layout laneLayout(Structure s, Access read, ContractionForm form, StepValue factor) {
      boolean weight = factor.role() != StepValue.Role.TEMPORARY && !factor.type().shape().isBatched();
      return weight ? Blocking.factor(s, read.map(), form.vectorDim(), factor.type().dtype())
          : Layout.ordered(factor.layout().order()).blocked(form.vectorDim(), Blocking.of(factor.type().dtype()));
    }
  }
}
