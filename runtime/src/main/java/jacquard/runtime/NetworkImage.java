package jacquard.runtime;

import jacquard.ir.TensorType;
import java.util.List;

/// A compiled network as plain data: all that [CompiledNetwork] needs to run it, but for weights and classes.
///
/// Constants are numbered: those `[0, stored.size())` lie in the file of weights, one after the other, plain and row-major; constant
/// `stored.size() + i` is what program `derived.get(i)` computes from some of them when the network is loaded. So weights that run
/// transformed, which take several times the memory, are stored as they were.
///
/// @param dataChecksum the CRC-32C of the file of weights
/// @param derivedKernels the kernels of `derived`, in scalar code, which is fast from the first call on and gives the same bits
/// @param forms the program in code of several widths, all with the same bits; that of 0 bits, scalar code, is among them
public record NetworkImage(String name, List<TensorType> stored, long dataChecksum, List<KernelName> derivedKernels, List<Part> derived,
    List<Form> forms) {
  /// The class of a kernel, in the network's package, and what its instance is made with.
  @SuppressWarnings("ArrayRecordComponent") // made once; not compared
  public record KernelName(String simpleName, int... constants) {}

  /// A program for kernels that are listed elsewhere; `constants` is the size of its memory for them.
  public record Part(ScaledPlan plan, Elements constants, List<Place> places) {
    public Part {
      places = List.copyOf(places);
    }
  }

  /// Where constant number `source` lies in a part's memory.
  public record Place(int source, Binding binding) {}

  /// A program in code for vectors of `bits` bits, 0 for scalar code.
  public record Form(int bits, List<KernelName> kernels, Part part) {
    public Form {
      kernels = List.copyOf(kernels);
    }
  }

  public NetworkImage {
    stored = List.copyOf(stored);
    derivedKernels = List.copyOf(derivedKernels);
    derived = List.copyOf(derived);
    forms = List.copyOf(forms);
  }
}
