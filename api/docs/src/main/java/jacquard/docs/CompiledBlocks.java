package jacquard.docs;

import java.util.stream.Collectors;

/// The blocks of a page in the language `java` compile, each in a method of its own: statements as they are, expressions and lambdas as
/// arguments, one for each line that begins at the margin. What the text around a block speaks of are fields.
final class CompiledBlocks {
  private static final String FIELDS = """
      abstract class %s {
        Model net, trained, model, classifier, pretrained, fullyConvolutional;
        Tensor x;
        DataSet train, test, digits;
        float[] image;
        Program program;
        NdArray a, b, s, t, images, labels, boxes;
        abstract void of(Object... values);
        abstract void of(Network network);
      """;

  private CompiledBlocks() {}

  /// The class that holds them, empty where there are none.
  static String source(SitePage page, String className) {
    String members = Fence.of(page.text()).stream().filter(f -> f.language().equals("java"))
        .map(f -> member(f.line(), f.text())).collect(Collectors.joining("\n"));
    return members.isEmpty() ? "" : JavaText.IMPORTS + FIELDS.formatted(className) + members + "}\n";
  }

  private static String member(int line, String block) {
    if (block.matches("(?s)(static|record|final class|class|interface) .*")) {
      return block;
    }
    String code = block.lines().map(l -> l.replaceFirst("\\s*//.*", "")).collect(Collectors.joining("\n")).strip();
    boolean statements = code.endsWith(";") || (code.endsWith("}") && !code.matches("(?s)\\w+ -> .*"));
    String body = statements ? code : "of(" + code.replaceAll("\n(?=\\w)", ");\nof(") + ");";
    return "void block%d() throws Exception {\n%s\n}\n".formatted(line, body);
  }
}
