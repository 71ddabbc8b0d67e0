package jacquard.runtime;

import jacquard.ir.DType;
import jacquard.ir.Dim;
import jacquard.ir.Layout;
import jacquard.ir.Shape;
import jacquard.ir.TensorType;
import jacquard.ir.UserError;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/// The bytes of a [NetworkImage], big-endian:
///
///     "JQNET" | version, a byte | CRC-32C of what follows, 4 bytes | name | stored | checksum of the weights | kernels, parts, forms
///
/// A list is its length and its elements, in the order of the record's components; a text is its length in bytes and UTF-8.
///
/// Errors: `jar/damaged` for bytes that are not what was written, before any memory is taken for what they claim; `jar/version` for those
/// of another version.
public final class NetworkImageFile {
  private static final byte[] MAGIC = "JQNET".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 2;
  private static final int HEADER_BYTES = MAGIC.length + 1 + Integer.BYTES;
  private static final DType[] TYPES = DType.values();

  private NetworkImageFile() {}

  /// The bytes that [#read] reads.
  public static byte[] write(NetworkImage image) {
    try {
      var body = new ByteArrayOutputStream();
      new Writer(new DataOutputStream(body)).image(image);
      byte[] bytes = body.toByteArray();
      return ByteBuffer.allocate(HEADER_BYTES + bytes.length).put(MAGIC).put(VERSION).putInt(checksum(bytes, 0)).put(bytes).array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The image in `bytes`, which lie in the resource `where`.
  public static NetworkImage read(String where, byte[] bytes) {
    if (bytes.length < HEADER_BYTES || !Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, MAGIC.length)) {
      throw damaged(where, "it does not begin as it should").build();
    }
    if (bytes[MAGIC.length] != VERSION) {
      throw UserError.of("jar/version").problem("a compiled network is of another version than the runtime").where("%s", where)
          .got("version %d", bytes[MAGIC.length]).expected("version %d", VERSION)
          .fix("write the jar again, or put it first on the class path: the first jar's runtime serves all").build();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt(MAGIC.length + 1) != checksum(bytes, HEADER_BYTES)) {
      throw damaged(where, "its checksum is another").build();
    }
    try {
      NetworkImage image = new Reader(in.position(HEADER_BYTES)).image();
      if (in.hasRemaining()) {
        throw damaged(where, in.remaining() + " bytes follow it").build();
      }
      return image;
    } catch (RuntimeException e) {
      throw e instanceof UserError error && error.code().equals("jar/damaged") ? e
          : damaged(where, "what it says cannot be").cause(e).build();
    }
  }

  /// The beginning of an error about the resource `where`.
  static UserError.Builder damaged(String where, String how) {
    return UserError.of("jar/damaged").problem("the resource of a compiled network is damaged").where("%s", where).got("%s", how)
        .fix("fetch the jar again, or write it again");
  }

  private static int checksum(byte[] bytes, int from) {
    var checksum = new CRC32C();
    checksum.update(bytes, from, bytes.length - from);
    return (int) checksum.getValue();
  }

  private record Writer(DataOutputStream out) {
    private interface Element<T> {
      void write(T element) throws IOException;
    }

    private <T> void list(List<T> elements, Element<T> writer) throws IOException {
      out.writeInt(elements.size());
      for (T element : elements) {
        writer.write(element);
      }
    }

    private void image(NetworkImage image) throws IOException {
      text(image.name());
      list(image.stored(), this::type);
      out.writeLong(image.dataChecksum());
      list(image.derivedKernels(), this::kernel);
      list(image.derived(), this::part);
      list(image.forms(), form -> {
        out.writeInt(form.bits());
        list(form.kernels(), this::kernel);
        part(form.part());
      });
    }

    private void text(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }

    private void type(TensorType type) throws IOException {
      out.writeByte(type.dtype().ordinal());
      list(type.shape().dims(), dim -> {
        out.writeInt(dim.count());
        out.writeBoolean(dim.perBatch());
      });
    }

    private void ints(int... values) throws IOException {
      out.writeInt(values.length);
      for (int value : values) {
        out.writeInt(value);
      }
    }

    private void kernel(NetworkImage.KernelName kernel) throws IOException {
      text(kernel.simpleName());
      ints(kernel.constants());
    }

    private void elements(Elements elements) throws IOException {
      for (DType type : TYPES) {
        out.writeLong(elements.get(type));
      }
    }

    private void part(NetworkImage.Part part) throws IOException {
      elements(part.plan().first());
      elements(part.plan().perExample());
      list(part.plan().calls(), this::call);
      list(part.plan().inputs(), this::binding);
      list(part.plan().outputs(), this::binding);
      elements(part.constants());
      list(part.places(), place -> {
        out.writeInt(place.source());
        binding(place.binding());
      });
    }

    private void call(ScaledCall call) throws IOException {
      out.writeInt(call.kernel());
      ints(call.base());
      ints(call.scale());
      list(call.loops(), loop -> {
        out.writeInt(loop.extent());
        out.writeBoolean(loop.perExample());
        out.writeInt(loop.step());
      });
      out.writeInt(call.blockLoop());
      out.writeInt(call.sharedFrom());
      text(call.label());
      text(call.layers());
    }

    private void binding(Binding binding) throws IOException {
      text(binding.name());
      type(binding.type());
      list(binding.layout().order(), out::writeInt);
      list(binding.layout().blocks(), block -> ints(block.dim(), block.size()));
      list(binding.layout().lo(), out::writeInt);
      list(binding.layout().hi(), out::writeInt);
      out.writeInt(binding.segment());
      out.writeInt(binding.offset());
    }
  }

  /// Throws some runtime exception where the bytes end or say what cannot be.
  private record Reader(ByteBuffer in) {
    private static void require(boolean holds) {
      if (!holds) {
        throw new IllegalArgumentException();
      }
    }

    /// A number of elements that take a byte each at least.
    private int count() {
      int count = in.getInt();
      require(count >= 0 && count <= in.remaining());
      return count;
    }

    private int natural() {
      int value = in.getInt();
      require(value >= 0);
      return value;
    }

    private <T> List<T> list(Supplier<T> reader) {
      int count = count();
      var elements = new ArrayList<T>();
      for (int i = 0; i < count; i++) {
        elements.add(reader.get());
      }
      return elements;
    }

    private boolean flag() {
      return in.get() != 0;
    }

    private NetworkImage image() {
      var image = new NetworkImage(text(), list(this::type), in.getLong(), list(this::kernel), list(this::part), list(() ->
          new NetworkImage.Form(natural(), list(this::kernel), part())));
      require(image.forms().stream().anyMatch(f -> f.bits() == 0));
      require(image.stored().stream().noneMatch(t -> t.shape().isBatched()));
      require(image.derived().stream().allMatch(p -> p.plan().outputs().size() == 1));
      Consumer<NetworkImage.Part> check = p -> p.places().forEach(place -> check(place, image, p));
      image.derived().forEach(check);
      image.forms().forEach(f -> check.accept(f.part()));
      return image;
    }

    private static void check(NetworkImage.Place place, NetworkImage image, NetworkImage.Part part) {
      Binding binding = place.binding();
      int stored = image.stored().size();
      require(place.source() >= 0 && place.source() < stored + image.derived().size() && binding.segment() == Memory.CONSTANTS);
      TensorType type = place.source() < stored ? image.stored().get(place.source())
          : image.derived().get(place.source() - stored).plan().outputs().getFirst().type();
      require(type.equals(binding.type()) && binding.offset() + binding.elements(1) <= part.constants().get(type.dtype()));
    }

    private String text() {
      byte[] bytes = new byte[count()];
      in.get(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }

    private TensorType type() {
      DType dtype = TYPES[in.get()];
      return new TensorType(dtype, Shape.of(list(() -> new Dim(in.getInt(), flag()))));
    }

    private int[] ints() {
      int[] values = new int[count()];
      Arrays.setAll(values, i -> in.getInt());
      return values;
    }

    private NetworkImage.KernelName kernel() {
      return new NetworkImage.KernelName(text(), ints());
    }

    private Elements elements() {
      Elements elements = Elements.NONE;
      for (DType type : TYPES) {
        long count = in.getLong();
        require(count >= 0 && count <= Elements.LONGEST_ARRAY);
        elements = elements.with(type, count);
      }
      return elements;
    }

    private NetworkImage.Part part() {
      var plan = new ScaledPlan(elements(), elements(), list(this::call), list(this::binding), list(this::binding));
      return new NetworkImage.Part(plan, elements(), list(() -> new NetworkImage.Place(natural(), binding())));
    }

    private ScaledCall call() {
      int kernel = natural();
      int[] base = ints();
      int[] scale = ints();
      require(base.length == scale.length);
      List<ScaledCall.TiledLoop> loops = list(this::loop);
      int blockLoop = in.getInt();
      require(blockLoop >= -1 && blockLoop < loops.size());
      return new ScaledCall(kernel, base, scale, loops, blockLoop, in.getInt(), text(), text());
    }

    private ScaledCall.TiledLoop loop() {
      var loop = new ScaledCall.TiledLoop(natural(), flag(), in.getInt());
      require(loop.step() > 0);
      return loop;
    }

    private Binding binding() {
      String name = text();
      TensorType type = type();
      int rank = type.rank();
      List<Integer> order = list(in::getInt);
      require(order.stream().sorted().toList().equals(Layout.plain(rank).order()));
      List<Layout.Block> blocks = list(this::block);
      require(blocks.stream().allMatch(b -> b.dim() >= 0 && b.dim() < rank && b.size() > 0));
      List<Integer> lo = list(this::natural);
      List<Integer> hi = list(this::natural);
      require(lo.size() == rank && hi.size() == rank);
      int segment = natural();
      require(segment < Memory.SEGMENTS);
      return new Binding(name, type, new Layout(order, blocks, lo, hi), segment, natural());
    }

    private Layout.Block block() {
      int[] block = ints();
      require(block.length == 2);
      return new Layout.Block(block[0], block[1]);
    }
  }
}
