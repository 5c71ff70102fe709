using System.Diagnostics.CodeAnalysis;

namespace ActorMlOps.Tables;

/// <summary>Columns of equal length, in order, with unique names.</summary>
public sealed class Table
{
    private readonly Dictionary<string, TextColumn> _byName;

    /// <summary>From columns.</summary>
    /// <exception cref="ArgumentException">No column, two of a name, or columns of different lengths.</exception>
    public Table(IReadOnlyList<TextColumn> columns)
    {
        if (columns.Count == 0)
            throw new ArgumentException("A table needs a column.", nameof(columns));
        if (columns.FirstOrDefault(c => c.Rows != columns[0].Rows) is { } odd)
            throw new ArgumentException($"Column '{odd.Name}' has {odd.Rows} rows, the first one {columns[0].Rows}.", nameof(columns));
        Columns = columns;
        _byName = columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<TextColumn> Columns { get; }

    /// <summary>Number of rows, the header not counted.</summary>
    public int Rows => Columns[0].Rows;

    /// <summary>The column of that name, upper and lower case told apart.</summary>
    /// <exception cref="TableFormatException">There is none; the message lists those there are.</exception>
    public TextColumn this[string name] => TryGetColumn(name, out var column)
        ? column
        : throw new TableFormatException(
            $"There is no column '{name}'. The columns are: {TextColumn.Shown(string.Join(", ", Columns.Take(8).Select(c => c.Name)))}.");

    /// <summary>The column of that name, upper and lower case told apart.</summary>
    public bool TryGetColumn(string name, [NotNullWhen(true)] out TextColumn? column) => _byName.TryGetValue(name, out column);

    /// <summary>Writes the table as CSV (<see cref="CsvWriter"/>).</summary>
    public void ToCsv(Stream stream)
    {
        using var writer = new CsvWriter(stream);
        foreach (var column in Columns)
            writer.Field(column.Name);
        writer.EndRow();
        for (int row = 0; row < Rows; row++)
        {
            foreach (var column in Columns)
            {
                if (column.IsMissing(row))
                    writer.Missing();
                else
                    writer.Field(column.Utf8(row));
            }
            writer.EndRow();
        }
    }
}
