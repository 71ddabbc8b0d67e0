/// The documentation as a site: pages of Markdown, the READMEs among them, whose code is compiled and run, as one folder of HTML.
@NullMarked
package jacquard.docs;

import org.jspecify.annotations.NullMarked;
