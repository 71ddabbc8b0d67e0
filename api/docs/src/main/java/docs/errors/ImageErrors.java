package docs.errors;

import static docs.errors.Given.file;
import static docs.errors.Given.folder;

import jacquard.api.image.Image;
import jacquard.api.image.ImageFolder;
import jacquard.api.image.Images;
import jacquard.api.image.Preprocessing;
import jacquard.api.image.Resize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/// Pictures, what is done with them before a network takes them, and folders of them.
final class ImageErrors {
  @ErrorCode("image/missing")
  static final ErrorExample IMAGE_MISSING = ErrorExample.of(
      () -> Images.read(Path.of("kitten.png")),
      () -> Images.read(file("kitten.png", png())));

  @ErrorCode("image/unreadable")
  static final ErrorExample IMAGE_UNREADABLE = ErrorExample.of(
      () -> Images.read(folder()),
      () -> Images.read(file("kitten.png", png())));

  @ErrorCode("image/format")
  static final ErrorExample IMAGE_FORMAT = ErrorExample.of(
      () -> Images.read(file("kitten.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8))),
      () -> Images.read(file("kitten.png", png())));

  @ErrorCode("image/damaged")
  static final ErrorExample IMAGE_DAMAGED = ErrorExample.of(
      () -> {
        byte[] picture = png();
        Images.read(file("kitten.png", Arrays.copyOf(picture, picture.length / 2))); // as a transfer that broke off
      },
      () -> {
        byte[] picture = png();
        Images.read(file("kitten.png", picture));
      });

  @ErrorCode("image/too-large")
  static final ErrorExample IMAGE_TOO_LARGE = ErrorExample.of(
      () -> Images.decode(png()).resize(50_000, 50_000, Resize.PILLOW_BILINEAR),
      () -> Images.decode(png()).resize(500, 500, Resize.PILLOW_BILINEAR));

  @ErrorCode("image/size")
  static final ErrorExample IMAGE_SIZE = ErrorExample.of(
      () -> Image.of(48, 64, new byte[48 * 64]),
      () -> Image.of(48, 64, new byte[48 * 64 * 3]));

  @ErrorCode("image/crop")
  static final ErrorExample IMAGE_CROP = ErrorExample.of(
      () -> Images.decode(png()).crop(0, 0, 224, 224),
      () -> Images.decode(png()).resize(256, 256, Resize.PILLOW_BILINEAR).crop(16, 16, 224, 224));

  @ErrorCode("image/preprocessing")
  static final ErrorExample IMAGE_PREPROCESSING = ErrorExample.of(
      () -> Preprocessing.plain().centerCrop(32, 32).normalize(new double[] {0.5}, new double[] {0.25}),
      () -> Preprocessing.plain().centerCrop(32, 32).normalize(new double[] {0.5, 0.5, 0.5}, new double[] {0.25, 0.25, 0.25}));

  @ErrorCode("image/folder")
  static final ErrorExample IMAGE_FOLDER = ErrorExample.of(
      () -> ImageFolder.of(pets().resolve("cat"), Preprocessing.imagenet()),
      () -> ImageFolder.of(pets(), Preprocessing.imagenet()));

  @ErrorCode("run/labels")
  static final ErrorExample RUN_LABELS = ErrorExample.of(
      () -> {
        Path labels = file("labels.txt", "cat\ndog\n".getBytes(StandardCharsets.UTF_8));
        Given.command("run", "convnet-cifar10", "--image", kitten(), "--labels", labels.toString());
      },
      () -> {
        String names = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n";
        Path labels = file("labels.txt", names.getBytes(StandardCharsets.UTF_8));
        Given.command("run", "convnet-cifar10", "--image", kitten(), "--labels", labels.toString());
      });

  private ImageErrors() {}

  /// A picture of 48 x 64 pixels.
  private static byte[] png() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 48; y++) {
      for (int x = 0; x < 64; x++) {
        image.setRGB(x, y, 0x010305 * x + 0x020100 * y);
      }
    }
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static String kitten() throws IOException {
    return file("kitten.png", png()).toString();
  }

  /// A folder with a folder of pictures for each of two classes.
  private static Path pets() throws IOException {
    Path folder = folder();
    for (String name : new String[] {"cat", "dog"}) {
      Path pets = Files.createDirectory(folder.resolve(name));
      pets.toFile().deleteOnExit();
      Path file = pets.resolve("1.png");
      Files.write(file, png());
      file.toFile().deleteOnExit();
    }
    return folder;
  }
}
