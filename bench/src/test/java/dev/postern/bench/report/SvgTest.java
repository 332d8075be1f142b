package dev.postern.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SvgTest {

  private static final String LABEL = "a & b <c> \"d\"";

  @Test
  void textOfAnyKindIsTextInTheDrawing() throws Exception {
    Document chart =
        parsed(
            BarChart.drawn(LABEL, LABEL, List.of(new BarChart.Bar(LABEL, 2, LABEL, Kind.POSTERN))));

    assertThat(chart.getDocumentElement().getAttribute("aria-label")).isEqualTo(LABEL);
    assertThat(chart.getElementsByTagName("text").item(2).getTextContent()).isEqualTo(LABEL);
  }

  @Test
  void aBarThatStandsForTwiceAsMuchIsTwiceAsLong() throws Exception {
    Document chart =
        parsed(
            BarChart.drawn(
                "t",
                "s",
                List.of(
                    new BarChart.Bar("half", 50, "50", Kind.PEER),
                    new BarChart.Bar("whole", 100, "100", Kind.CEILING))));

    assertThat(number(chart, "rect", 2, "width")).isEqualTo(2 * number(chart, "rect", 1, "width"));
  }

  @Test
  void tenTimesAsSlowIsOneStepOfTheScale() throws Exception {
    Document chart =
        parsed(
            LatencyChart.drawn(
                "t",
                "s",
                List.of(
                    new LatencyChart.Row(
                        "r",
                        List.of(
                            Duration.ofMillis(1),
                            Duration.ofMillis(10),
                            Duration.ofMillis(100),
                            Duration.ofMillis(1000)),
                        Kind.PEER))));

    double step = number(chart, "circle", 1, "cx") - number(chart, "circle", 0, "cx");
    assertThat(number(chart, "circle", 2, "cx") - number(chart, "circle", 1, "cx"))
        .isCloseTo(step, org.assertj.core.api.Assertions.within(0.2));
    assertThat(step).isPositive();
  }

  @Test
  void theNumbersAtTheEndsOfARowStandApartHoweverCloseTheEndsAre() throws Exception {
    Document chart =
        parsed(
            LatencyChart.drawn(
                "t",
                "s",
                List.of(
                    new LatencyChart.Row(
                        "r",
                        List.of(
                            Duration.ofMillis(2309),
                            Duration.ofMillis(2419),
                            Duration.ofMillis(2441),
                            Duration.ofMillis(2441)),
                        Kind.PEER))));

    Element first = text(chart, "2309");
    Element last = text(chart, "2441");
    assertThat(first.getAttribute("text-anchor")).isEqualTo("end");
    assertThat(last.getAttribute("text-anchor")).isEqualTo("start");
    // Outside of the dots, too, which are 6.5 wide on the left and 3.5 on the right.
    assertThat(Double.parseDouble(first.getAttribute("x")))
        .isLessThan(number(chart, "circle", 0, "cx") - 6.5);
    assertThat(Double.parseDouble(last.getAttribute("x")))
        .isGreaterThan(number(chart, "circle", 3, "cx") + 6.5);
  }

  private static Element text(Document chart, String content) {
    NodeList all = chart.getElementsByTagName("text");
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i).getTextContent().equals(content)) {
        return (Element) all.item(i);
      }
    }
    throw new AssertionError("no text " + content);
  }

  private static double number(Document chart, String tag, int index, String attribute) {
    return Double.parseDouble(
        ((Element) chart.getElementsByTagName(tag).item(index)).getAttribute(attribute));
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
