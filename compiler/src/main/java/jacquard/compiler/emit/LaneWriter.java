package jacquard.compiler.emit;

import jacquard.compiler.scalar.Instruction;
import jacquard.compiler.scalar.ScalarCode;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.objectweb.asm.MethodVisitor;

/// Writes a [ScalarCode] as bytecode, in the scalar form or in a vector form, with the same bits.
///
/// In two steps, so that what does not change is computed once:
///
/// ```
/// LaneWriter writer = LaneWriter.hoist(code, form, mv, locals, leaf -> false, leaves);   // before the loop: constants
/// …                                                                                     // loop head
/// LaneWriter.Values values = writer.write(leaves);                                       // body; as often as wanted
/// locals.load(mv, values.local(0));
/// values.free();
/// …                                                                                     // loop end
/// writer.free();
/// ```
///
/// Every value has a local, given back after its last use. The method needs `COMPUTE_FRAMES`: the scalar form branches.
public final class LaneWriter {
  /// Where a code's leaves come from.
  @FunctionalInterface
  public interface Leaves {
    /// Pushes the value of `leaf` (READ, ACC, INDEX or COUNT number `leaf.index()`, of type `leaf.type()`): a primitive in the scalar
    /// form; in a vector form a vector of that type, or for `bool` a mask of the f32 species.
    void load(Instruction leaf);
  }

  /// The locals that hold the results of one [#write]. They belong to the writer: load them, do not store into them.
  public static final class Values {
    private final int[] result;
    private final Set<Integer> owned;
    private final LocalAllocator locals;

    private Values(int[] result, Set<Integer> owned, LocalAllocator locals) {
      this.result = result;
      this.owned = owned;
      this.locals = locals;
    }

    /// The local that holds result number `n`; in a vector form a `bool` is a mask of the f32 species.
    public int local(int n) {
      return result[n];
    }

    /// Gives the locals back.
    public void free() {
      owned.forEach(locals::give);
      owned.clear();
    }
  }

  private static final int NONE = -1;

  private final ScalarCode code;
  private final LaneForm form;
  private final MethodVisitor mv;
  private final LocalAllocator locals;
  private final LaneInstructions instructions;
  private final boolean[] hoisted;
  /// The local of each hoisted value that the loop or the caller needs.
  private final int[] kept;

  private LaneWriter(ScalarCode code, LaneForm form, MethodVisitor mv, LocalAllocator locals, Predicate<Instruction> invariant) {
    this.code = code;
    this.form = form;
    this.mv = mv;
    this.locals = locals;
    this.instructions = form.isScalar() ? new ScalarInstructions(code, mv) : new VectorInstructions(code, form, mv);
    this.hoisted = new boolean[code.size()];
    for (int i = 0; i < hoisted.length; i++) {
      Instruction at = code.at(i);
      hoisted[i] = at.op().isLeaf() ? invariant.test(at) : argumentsHoisted(at);
    }
    this.kept = new int[code.size()];
    Arrays.fill(kept, NONE);
  }

  private boolean argumentsHoisted(Instruction at) {
    for (int n = 0; n < at.op().arguments(); n++) {
      if (!hoisted[at.argument(n)]) {
        return false;
      }
    }
    return true;
  }

  /// Writes what is the same in every iteration: constants, and values of leaves that `invariant` accepts.
  ///
  /// The scalar form writes its constants where they are used instead.
  public static LaneWriter hoist(ScalarCode code, LaneForm form, MethodVisitor mv, LocalAllocator locals,
      Predicate<Instruction> invariant, Leaves leaves) {
    var writer = new LaneWriter(code, form, mv, locals, invariant);
    boolean[] needed = writer.neededByTheRest();
    int[] written = writer.write(i -> writer.hoisted[i], i -> needed[i], leaves);
    for (int i = 0; i < needed.length; i++) {
      writer.kept[i] = needed[i] ? written[i] : NONE;
    }
    return writer;
  }

  private boolean[] neededByTheRest() {
    boolean[] needed = new boolean[code.size()];
    for (int i = 0; i < needed.length; i++) {
      for (int n = 0; !hoisted[i] && n < code.at(i).op().arguments(); n++) {
        needed[code.at(i).argument(n)] = true;
      }
    }
    for (int result : code.results()) {
      needed[result] = true;
    }
    for (int i = 0; i < needed.length; i++) {
      needed[i] &= hoisted[i];
    }
    return needed;
  }

  /// Writes the rest, reading the leaves that are not invariant from `leaves`.
  public Values write(Leaves leaves) {
    boolean[] results = new boolean[code.size()];
    code.results().forEach(r -> results[r] = true);
    int[] local = write(i -> !hoisted[i], i -> results[i], leaves);
    var owned = new LinkedHashSet<Integer>();
    int[] result = new int[code.results().size()];
    for (int n = 0; n < result.length; n++) {
      int value = code.results().get(n);
      result[n] = local[value];
      if (!hoisted[value]) {
        owned.add(local[value]);
      }
      if (instructions.pushResult(value, v -> push(v, local))) {
        result[n] = locals.take(form.localType(code.at(value).type()));
        locals.store(mv, result[n]);
        owned.add(result[n]);
      }
    }
    return new Values(result, owned, locals);
  }

  /// Gives the hoisted locals back, after the loop.
  public void free() {
    for (int i = 0; i < kept.length; i++) {
      if (kept[i] != NONE) {
        locals.give(kept[i]);
        kept[i] = NONE;
      }
    }
  }

  /// Writes the instructions `selected`; the locals of those `wanted` stay taken, every other is given back after its last use.
  private int[] write(IntPredicate selected, IntPredicate wanted, Leaves leaves) {
    int[] lastUse = lastUses(selected);
    int[] local = kept.clone();
    for (int i = 0; i < local.length; i++) {
      if (!selected.test(i) || (isInline(i) && !wanted.test(i))) {
        continue;
      }
      Instruction at = code.at(i);
      if (at.op().isLeaf()) {
        leaves.load(at);
      } else {
        instructions.write(i, value -> push(value, local));
      }
      instructions.settle(i);
      giveBackArguments(i, selected, wanted, lastUse, local);
      local[i] = locals.take(form.localType(at.type()));
      locals.store(mv, local[i]);
    }
    return local;
  }

  private int[] lastUses(IntPredicate selected) {
    int[] last = new int[code.size()];
    for (int i = 0; i < last.length; i++) {
      for (int n = 0; selected.test(i) && n < code.at(i).op().arguments(); n++) {
        last[code.at(i).argument(n)] = i;
      }
    }
    return last;
  }

  private void giveBackArguments(int i, IntPredicate selected, IntPredicate wanted, int[] lastUse, int[] local) {
    for (int n = 0; n < code.at(i).op().arguments(); n++) {
      int argument = code.at(i).argument(n);
      if (lastUse[argument] == i && selected.test(argument) && !wanted.test(argument) && local[argument] != NONE) {
        locals.give(local[argument]);
        local[argument] = NONE;
      }
    }
  }

  /// Constants of the scalar form have a local only where one is asked for.
  private boolean isInline(int value) {
    return code.at(value).isConst() && !instructions.keepsConstants();
  }

  private void push(int value, int[] local) {
    if (isInline(value)) {
      ScalarInstructions.pushConstant(mv, code.at(value));
    } else {
      locals.load(mv, local[value]);
    }
  }
}
