namespace ActorMlOps.Tables.Tests.Support;

/// <summary>Reads a stream row by row and keeps what there was.</summary>
internal sealed record Chunks(IReadOnlyList<string>? Columns, List<Dictionary<string, string?>> Rows, Dictionary<int, string> BadRows, TableFormatException? End)
{
    public static Chunks Read(string text, TableFormat format, params string[] select) => Read(new MemoryStream(Text.Utf8(text)), format, select);

    public static Chunks Read(Stream stream, TableFormat format, params string[] select) => ReadAsync(stream, format, select).GetAwaiter().GetResult();

    /// <exception cref="TableFormatException">Nothing can be read.</exception>
    public static async Task<Chunks> ReadAsync(Stream stream, TableFormat format, params string[] select)
    {
        await using var reader = await TableReader.OpenAsync(stream, format);
        if (select.Length > 0)
            reader.Select(select.ToHashSet());
        var chunks = new Chunks(reader.Columns, [], [], null);
        try
        {
            while (await reader.ReadAsync() is { } chunk)
                chunks.Add(chunk);
            return chunks;
        }
        catch (TableFormatException e)
        {
            return chunks with { End = e };
        }
    }

    public IReadOnlyList<string?> Column(string name) => [.. Rows.Select(r => r.GetValueOrDefault(name))];

    private void Add(TableChunk chunk)
    {
        Assert.InRange(chunk.Table.Rows, 1, 100_000);
        foreach (var (row, reason) in chunk.BadRows)
        {
            Assert.InRange(row, 0, chunk.Table.Rows - 1);
            BadRows.Add(Rows.Count + row, reason);
        }
        for (int row = 0; row < chunk.Table.Rows; row++)
            Rows.Add(chunk.Table.Columns.ToDictionary(c => c.Name, c => c[row]));
    }
}
