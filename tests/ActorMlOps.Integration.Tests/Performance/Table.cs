using System.Globalization;
using System.IO.Compression;

namespace ActorMlOps.Integration.Tests.Performance;

/// <summary>A CSV file beside the tests, by column; no field is quoted.</summary>
internal sealed class Table
{
    private readonly Dictionary<string, string[]> _columns;

    public Table(params string[] path)
    {
        using var file = File.OpenRead(Path.Combine([AppContext.BaseDirectory, .. path]));
        var packed = path[^1].EndsWith(".gz", StringComparison.Ordinal);
        using var reader = new StreamReader(packed ? new GZipStream(file, CompressionMode.Decompress) : file);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToArray();
        _columns = lines[0].Select((name, i) => (name, i)).ToDictionary(
            column => column.name, column => lines[1..].Select(line => line[column.i]).ToArray());
        Rows = lines.Length - 1;
    }

    public int Rows { get; }

    public string[] this[string column] => _columns[column];

    public double Number(string column, int row) => double.Parse(_columns[column][row], CultureInfo.InvariantCulture);
}
