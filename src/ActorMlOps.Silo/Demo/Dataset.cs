using ActorMlOps.Tables;

namespace ActorMlOps.Silo.Demo;

/// <summary>Rows and models that come with the project (<c>Demo/Data</c>: sources and licences beside them).</summary>
internal sealed class Dataset
{
    private readonly string _directory;

    public Dataset(string name)
    {
        _directory = Path.Combine(AppContext.BaseDirectory, "Demo", "Data", name);
        using var file = File.OpenRead(Path.Combine(_directory, $"{name}.csv.gz"));
        Rows = CsvTable.Read(file);
    }

    public Table Rows { get; }

    public byte[] Model(string version) => File.ReadAllBytes(Path.Combine(_directory, $"{version}.onnx"));

    /// <summary>Some of the rows as a CSV file.</summary>
    public byte[] Csv(IReadOnlyList<int> rows, IReadOnlyList<string> columns)
    {
        using var csv = new MemoryStream();
        new Table([.. columns.Select(c => TextColumn.From(c, rows.Select(r => Rows[c][r])))]).ToCsv(csv);
        return csv.ToArray();
    }
}
