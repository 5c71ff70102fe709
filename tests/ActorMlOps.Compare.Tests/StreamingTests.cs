using ActorMlOps.Compare.Files;

namespace ActorMlOps.Compare.Tests;

[CollectionDefinition(nameof(StreamingTests), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Measured while no other test runs.</summary>
[Collection(nameof(StreamingTests))]
public sealed class StreamingTests
{
    [Fact]
    public async Task CurrentFile_OfMillionsOfRows_TakesNoMoreMemoryThanOneOfThousands()
    {
        var few = await PeakAsync(20_000);
        var many = await PeakAsync(2_000_000);
        Assert.InRange(many - few, long.MinValue, 8_000_000);
    }

    private static async Task<long> PeakAsync(int rows)
    {
        var reference = Lines(5_000);
        await using var left = new TableFile("reference", reference);
        var current = new Repeated(Lines(1_000).ToArray(), 1_000, rows);
        await using var right = new TableFile("current", current);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        current.Watch = () => GC.GetTotalMemory(forceFullCollection: true) - before;
        var comparison = await FileComparer.CompareAsync(left, right);
        Assert.Equal(rows, comparison.CurrentRows);
        return current.Most;
    }

    private static MemoryStream Lines(int rows) =>
        new(System.Text.Encoding.UTF8.GetBytes("x,t\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i % 1000:000},{"abcde"[i % 5]}\n"))));

    /// <summary>A header and rows, of which the rows come again and again; looks at the memory now and then.</summary>
    private sealed class Repeated(byte[] text, int rowsOfText, int rows) : Stream
    {
        private const int Header = 4;

        private readonly long _length = Header + ((long)(text.Length - Header) * rows / rowsOfText);
        private int _reads;

        public Func<long>? Watch { get; set; }

        public long Most { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => _length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            if (Watch is not null && _reads++ % 64 == 0)
                Most = Math.Max(Most, Watch());
            var length = (int)Math.Min(buffer.Length, _length - Position);
            for (var i = 0; i < length; i++, Position++)
                buffer[i] = Position < Header ? text[Position] : text[Header + ((Position - Header) % (text.Length - Header))];
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
