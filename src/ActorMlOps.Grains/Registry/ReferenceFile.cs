using ActorMlOps.Tables;

namespace ActorMlOps.Grains.Registry;

/// <summary>A reference as a file: CSV (plain or gzip) or Parquet, told apart by its first bytes.</summary>
internal static class ReferenceFile
{
    private static ReadOnlySpan<byte> Parquet => "PAR1"u8;

    /// <exception cref="TableFormatException">No such table; says where.</exception>
    public static async Task<Table> ReadAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(bytes);
        if (!bytes.AsSpan().StartsWith(Parquet))
            return CsvTable.Read(stream);
        await using var reader = await TableReader.OpenAsync(stream, TableFormat.Parquet, cancellationToken: cancellationToken);
        var columns = reader.Columns!.Select(_ => new List<string?>()).ToArray();
        while (await reader.ReadAsync(cancellationToken) is { } chunk)
        {
            if (chunk.BadRows.Count > 0)
                throw new TableFormatException(chunk.BadRows.First().Value);
            for (var c = 0; c < columns.Length; c++)
                columns[c].AddRange(chunk.Table.Columns[c].ToTexts());
        }
        if (columns.Length == 0 || columns[0].Count == 0)
            throw new TableFormatException("The file has no rows that can be read.");
        return new([.. columns.Select((values, c) => TextColumn.From(reader.Columns![c], values))]);
    }
}
