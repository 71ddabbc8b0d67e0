package jacquard.compiler.emit;

import jacquard.compiler.nest.Addresses;
import jacquard.compiler.nest.TransformNest;
import jacquard.compiler.scalar.StepCode;
import jacquard.ir.Dim;
import jacquard.ir.loop.IndexExpr;
import jacquard.ir.loop.LoopNest;
import jacquard.ir.loop.Schedule;
import jacquard.ir.text.LoopListing;
import java.util.List;
import java.util.stream.IntStream;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Emits a transform of tiles ([TransformNest]) with its sums written out, the tables as literals.
///
/// `run` walks over the outer loops and lanes, and calls one method for each result of the inner dimension ([TransformMethod]), so that
/// none outgrows the compilers; each method walks over the tiles of a line.
final class TransformEmitter {
  private final TransformNest transform;
  private final LoopNest nest;
  private final Schedule schedule;
  private final KernelClassWriter kernel;
  private final KernelMethod method;
  private final MethodVisitor mv;
  private final LoopIndices indices;
  private final LoopListing listing;
  private final List<TransformMethod> methods;

  private TransformEmitter(TransformNest transform, KernelClassWriter kernel) {
    this.transform = transform;
    this.nest = transform.nest();
    this.schedule = nest.schedule();
    this.kernel = kernel;
    this.listing = LoopListing.of(nest);
    var code = StepCode.of(nest);
    int inner = nest.extent(transform.out(transform.inner())).count();
    this.methods = IntStream.range(0, inner).mapToObj(b -> new TransformMethod(transform, code, listing, b, kernel)).toList();
    this.method = KernelMethod.run(kernel, nest);
    this.mv = method.mv;
    this.indices = new LoopIndices(nest, method);
  }

  /// Writes the methods of `transform`.
  static void emit(TransformNest transform, KernelClassWriter kernel) {
    var emitter = new TransformEmitter(transform, kernel);
    emitter.run();
    if (transform.nest().schedule().lanes() > 1) {
      Rehearsals.ofTransform(transform, emitter.methods, kernel);
    } else {
      Rehearsals.ofScalars(kernel);
    }
  }

  private void run() {
    Code.line(mv, listing.lineOf(0));
    var start = new PointAddresses(transform.addresses(), method, indices, nest.structure().reads());
    indices.forEachTile(schedule.parallel(), () -> {
      PointAddresses at = start;
      for (int l = 0; l < schedule.parallel(); l++) {
        at = at.entering(l, indices);
      }
      outer(schedule.parallel(), at);
    });
    method.end();
  }

  private void outer(int loop, PointAddresses at) {
    if (loop < transform.walk()) {
      counted(loop, 1, at, inside -> outer(loop + 1, inside));
    } else if (transform.lane() >= 0) {
      counted(transform.lane(), schedule.lanes(), at, this::calls);
    } else {
      calls(at);
    }
  }

  private interface Body {
    void at(PointAddresses addresses);
  }

  private void counted(int loop, int step, PointAddresses at, Body body) {
    int index = indices.take(loop);
    new CountedLoop(mv, method.locals, index).run(() -> method.pushFirst(nest.extent(loop)), () -> method.pushEndOf(loop), step,
        () -> body.at(at.entering(loop, indices)));
    indices.give(loop);
  }

  private void calls(PointAddresses at) {
    for (TransformMethod called : methods) {
      IntStream.rangeClosed(0, nest.operands().size()).forEach(method::pushArray);
      for (int k = 0; k < nest.structure().reads().size(); k++) {
        at.pushRead(k);
        add(called.shift(transform.addresses().read(k)));
      }
      at.pushWrite();
      add(called.shift(transform.addresses().write()));
      pushLimit(called);
      for (Addresses.Check check : TransformMethod.guards(transform)) {
        pushRoom(check);
      }
      method.push(Dim.BATCH);
      called.constants().forEach(method::pushConstant);
      called.call(mv);
    }
  }

  private void add(int constant) {
    if (constant != 0) {
      method.pushConstant(constant);
      mv.visitInsn(Opcodes.IADD);
    }
  }

  /// Pushes where the walk of `called` ends: before the first tile whose result lies outside.
  private void pushLimit(TransformMethod called) {
    Dim extent = nest.extent(transform.walk());
    if (transform.walked().isEmpty()) {
      method.pushEndOf(transform.walk());
      return;
    }
    Addresses.Check check = transform.walked().get();
    int room = check.extent().count() - check.index().offset() - called.shift(check.index());
    method.pushConstant(Math.min(extent.count(), Math.ceilDiv(Math.max(0, room), check.index().factorOf(transform.walk()))));
  }

  /// Pushes how far `check` lies from its end at the first tile of the walk.
  private void pushRoom(Addresses.Check check) {
    IndexExpr index = check.index();
    List<IndexExpr.Term> known = index.terms().stream()
        .filter(t -> t.atom() instanceof IndexExpr.Atom.Var(int loop) && loop < transform.walk()).toList();
    method.pushConstant(check.extent().count());
    indices.writer().push(new IndexExpr(index.offset(), known));
    mv.visitInsn(Opcodes.ISUB);
  }
}
