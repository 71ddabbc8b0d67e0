package jacquard.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import jacquard.api.Loss;
import jacquard.api.Optimizer;
import jacquard.api.nets.Nets;
import jacquard.compiler.Compilation;
import jacquard.compiler.Compiler;
import jacquard.compiler.jar.ClassNames;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// C2 parses 18,000 nodes of a method and puts off the inlining of what follows. Wherever that happens, no vector stays on the heap: the
/// tile of a gradient whose sum goes on in memory is run with so much put in front of it that the limit falls on each part of an addition.
@Isolated("counts the bytes that this thread allocates")
class InliningLimitTest {
  private static final int BATCH = 32;
  /// An addition of two vectors takes some 490 nodes, a load and one some 800.
  private static final int STEP = 25;
  private static final int VARIANTS = 48;
  private static final long WARM_UP_NS = 6_000_000_000L;
  private static final long COMPILE_NS = 3_000_000_000L;
  private static final int WARM_RUNS = 20;
  private static final int CHECKED_RUNS = 5;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void noVariantAllocates() {
    Compilation compilation = Compiler.create()
        .translate(Nets.define("convnet-mnist").graphs().training(Loss.crossEntropy(), Optimizer.adamW(1e-3)));
    Executable program = compilation.program();
    Plan plan = program.plan(BATCH);
    var memory = new Memory();
    memory.share(Memory.CONSTANTS, program.constants());
    memory.allocate(Memory.STATE, program.stateTable().elements());
    memory.allocate(Memory.SCRATCH, plan.scratch());
    warmUp(program, plan, memory);

    Call call = plan.calls().stream().filter(c -> c.label().matches("convolution\\d+\\.conv1")).findFirst().orElseThrow();
    KernelClass kernel = compilation.classes().get(call.kernel());
    List<Integer> allocating = IntStream.range(0, VARIANTS).map(i -> i * STEP)
        .filter(nodes -> allocates(KernelLoader.load(padded(kernel, nodes)), memory, call)).boxed().toList();
    assertEquals(List.of(), allocating, "nodes in front of the tile with which it allocates");
  }

  /// The profiles of the vectors' methods are shared by all kernels.
  private static void warmUp(Executable program, Plan plan, Memory memory) {
    long began = System.nanoTime();
    while (System.nanoTime() - began < WARM_UP_NS) {
      for (Call call : plan.calls()) {
        program.kernels()[call.kernel()].run(memory, call.args(), 0, call.tiles());
      }
    }
  }

  private static boolean allocates(Kernel kernel, Memory memory, Call call) {
    long began = System.nanoTime();
    do {
      bytes(kernel, memory, call, WARM_RUNS);
      if (bytes(kernel, memory, call, CHECKED_RUNS) == 0) {
        return false;
      }
    } while (System.nanoTime() - began < COMPILE_NS);
    return true;
  }

  private static long bytes(Kernel kernel, Memory memory, Call call, int runs) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int run = 0; run < runs; run++) {
      kernel.run(memory, call.args(), 0, call.tiles());
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /// The kernel with `nodes` operations on integers, whose result nobody uses, before its tiles.
  private static KernelClass padded(KernelClass kernel, int nodes) {
    var names = new HashMap<String, String>();
    var parts = new ArrayList<KernelPart>();
    for (KernelPart part : kernel.parts()) {
      String name = part.name() + "_" + nodes;
      names.put(part.name().replace('.', '/'), name.replace('.', '/'));
      parts.add(new KernelPart(name, padded(ClassNames.renamed(part.bytes(), names), nodes)));
    }
    return new KernelClass(kernel.name(), ClassNames.renamed(kernel.bytes(), names), kernel.source(), parts, kernel.constants());
  }

  private static byte[] padded(byte[] classFile, int nodes) {
    var reader = new ClassReader(classFile);
    var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        return name.startsWith("tile") ? new Padding(method, descriptor, nodes) : method;
      }
    }, 0);
    return writer.toByteArray();
  }

  /// Puts operations in front of a method, whose first parameters after the arrays are integers.
  private static final class Padding extends MethodVisitor {
    private final int first;
    private final int nodes;

    Padding(MethodVisitor method, String descriptor, int nodes) {
      super(Opcodes.ASM9, method);
      this.first = (int) List.of(Type.getArgumentTypes(descriptor)).stream().takeWhile(t -> t.getSort() == Type.ARRAY).count();
      this.nodes = nodes;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      visitVarInsn(Opcodes.ILOAD, first + 1);
      for (int i = 0; i < nodes; i++) {
        visitVarInsn(Opcodes.ILOAD, first);
        visitInsn(i % 2 == 0 ? Opcodes.IMUL : Opcodes.IXOR);
      }
      visitInsn(Opcodes.POP);
    }
  }
}
