package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

// What is written to these connections stays in memory: nothing of it can fail later.
@SuppressWarnings("FutureReturnValueIgnored")
final class FlushRoundTest {
  private long nanos;
  private final FlushRound round = new FlushRound(() -> nanos);
  private final List<EmbeddedChannel> flushed = new ArrayList<>();

  @Test
  void anAnswerWaitsForTheEndOfTheTurn() {
    EmbeddedChannel connection = connection();
    answer(connection);
    assertThat(flushed).isEmpty();
    connection.runPendingTasks();
    assertThat(flushed).containsExactly(connection);
    assertThat(connection.outboundMessages()).hasSize(1);
  }

  @Test
  void severalFlushesOfOneConnectionAreOne() {
    EmbeddedChannel connection = answer(connection());
    connection.pipeline().flush();
    connection.runPendingTasks();
    assertThat(flushed).containsExactly(connection);
  }

  @Test
  void noAnswerWaitsForMoreThanARound() {
    List<EmbeddedChannel> all = new ArrayList<>();
    for (int i = 0; i < FlushRound.MOST - 1; i++) {
      all.add(answer(connection()));
    }
    assertThat(flushed).isEmpty();
    all.add(answer(connection()));
    assertThat(flushed).containsExactlyElementsOf(all);
  }

  @Test
  void noAnswerWaitsLongForOthersThatAreSlowToMake() {
    EmbeddedChannel first = answer(connection());
    nanos += FlushRound.LONGEST_NANOS - 1;
    EmbeddedChannel second = answer(connection());
    assertThat(flushed).isEmpty();
    nanos++;
    EmbeddedChannel third = answer(connection());
    assertThat(flushed).containsExactly(first, second, third);
  }

  @Test
  void theNextTurnHasARoundOfItsOwn() {
    EmbeddedChannel connection = connection();
    answer(connection);
    connection.runPendingTasks();
    answer(connection);
    assertThat(flushed).hasSize(1);
    connection.runPendingTasks();
    assertThat(flushed).hasSize(2);
  }

  @Test
  void aConnectionThatIsClosedSendsWhatWaitsFirst() {
    EmbeddedChannel connection = connection();
    answer(connection);
    connection.pipeline().close();
    assertThat(connection.outboundMessages()).hasSize(1);
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void aConnectionThatIsGoneHoldsUpNobody() {
    EmbeddedChannel gone = answer(connection());
    EmbeddedChannel here = answer(connection());
    gone.unsafe().close(gone.newPromise());
    gone.runPendingTasks();
    here.runPendingTasks();
    assertThat(flushed).contains(here);
    assertThat(here.outboundMessages()).hasSize(1);
  }

  @Test
  void whatAFlushSetsOffBelongsToTheNextRound() {
    EmbeddedChannel echo = connection();
    EmbeddedChannel connection =
        new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void flush(ChannelHandlerContext ctx) {
                ctx.flush();
                answer(echo);
              }
            },
            round.door());
    answer(connection);
    connection.runPendingTasks();
    assertThat(connection.outboundMessages()).hasSize(1);
    assertThat(flushed).isEmpty();
    connection.runPendingTasks();
    echo.runPendingTasks();
    assertThat(flushed).containsExactly(echo);
  }

  private EmbeddedChannel connection() {
    return new EmbeddedChannel(
        new ChannelOutboundHandlerAdapter() {
          @Override
          public void flush(ChannelHandlerContext ctx) {
            flushed.add((EmbeddedChannel) ctx.channel());
            ctx.flush();
          }
        },
        round.door());
  }

  // By the pipeline: what EmbeddedChannel is given to write itself also ends the loop's turn, as
  // does
  // a second write here.
  private static EmbeddedChannel answer(EmbeddedChannel connection) {
    connection.pipeline().writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
    return connection;
  }
}
