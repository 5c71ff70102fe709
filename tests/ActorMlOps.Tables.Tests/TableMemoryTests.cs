namespace ActorMlOps.Tables.Tests;

[CollectionDefinition(nameof(TableMemoryTests), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Measured while no other test runs.</summary>
[Collection(nameof(TableMemoryTests))]
public sealed class TableMemoryTests
{
    [Fact]
    public void Read_AMillionRows_TakesMemoryOfTheTextAndOffsets()
    {
        var text = new MemoryStream();
        text.Write("x,y\n"u8);
        for (int i = 0; i < 1_000_000; i++)
            text.Write("12345,ab\n"u8);
        text.Position = 0;
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var table = CsvTable.Read(text);
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(1_000_000, table.Rows);
        // 7 bytes of text and two offsets of 4 bytes a row.
        Assert.InRange(kept, 14_000_000, 18_000_000);
        GC.KeepAlive(table);
        GC.KeepAlive(text);
    }

    [Fact]
    public async Task Reader_ManyRows_TakesTheSameMemoryFromTheFirstChunkToTheLast()
    {
        await using var reader = await TableReader.OpenAsync(new Lines(2_000_000), TableFormat.Csv);
        long rows = 0, most = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int chunks = 0; await reader.ReadAsync() is { } chunk; chunks++)
        {
            rows += chunk.Table.Rows;
            if (chunks % 50 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal(2_000_000, rows);
        Assert.InRange(most, 0, 4_000_000);
    }

    /// <summary>A header, then as many lines as asked for, made when they are read.</summary>
    private sealed class Lines(int lines) : MemoryStream
    {
        private long _at;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            int length = (int)Math.Min(buffer.Length, (9L * (lines + 1)) - _at);
            for (int i = 0; i < length; i++, _at++)
                buffer.Span[i] = (_at < 9 ? "xxxx,yyy\n"u8 : "12345,ab\n"u8)[(int)(_at % 9)];
            return length;
        }
    }
}
