using ActorMlOps.Statistics.Sketches;
using ActorMlOps.Tables;

namespace ActorMlOps.Compare.Columns;

/// <summary>Takes a sample of a file's rows; only those that are kept are read as numbers.</summary>
internal sealed class RowSampler(IReadOnlyList<ComparedColumn> columns, bool decimalCommas, RowEncoder encoder, ulong seed)
{
    private readonly CellReader[] _cells = [.. columns.Select(column => new CellReader(column, decimalCommas))];
    private readonly TextColumn[] _texts = new TextColumn[columns.Count];

    public RowReservoir Sample { get; } = new(encoder.Width, seed: seed);

    public void Add(TableChunk chunk)
    {
        for (var c = 0; c < _texts.Length; c++)
            _texts[c] = chunk.Table[columns[c].Name];
        for (var row = 0; row < chunk.Table.Rows; row++)
        {
            if (!chunk.BadRows.ContainsKey(row) && Sample.Offer() is { IsEmpty: false } place)
                encoder.Encode(_texts, row, _cells, place);
        }
    }
}
