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
}
