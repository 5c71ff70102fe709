using System.Text;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Client;
using ActorMlOps.Registry;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Batch;

/// <summary>
/// The rows of the answer: id and echoed columns, what the model gave (<see cref="VersionOutputs"/>), <c>version</c>, <c>error</c>.
/// Where another version answered, a column that it does not have is missing.
/// </summary>
internal sealed class BatchColumns
{
    public const string Version = "version";
    public const string Error = "error";

    private readonly string[] _copied;
    private readonly OutputColumn[] _model;
    private readonly Dictionary<string, OutputColumn?[]> _byVersion = [];
    private Prediction? _lastPrediction;
    private OutputRows? _lastOutputs;
    private string _lastVersion = "";
    private byte[] _lastVersionUtf8 = [];

    /// <param name="copied">Columns of the body that are copied.</param>
    /// <param name="spec">The version whose columns the answer has.</param>
    /// <exception cref="RequestException">Two columns would have one name.</exception>
    public BatchColumns(string[] copied, VersionSpec spec)
    {
        _copied = copied;
        _model = VersionOutputs.Of(spec);
        _byVersion[spec.Key.Version] = _model;
        Specs =
        [
            .. copied.Select(c => new ColumnSpec(c, ColumnKind.Text)), .. _model.Select(c => c.Spec),
            new(Version, ColumnKind.Text), new(Error, ColumnKind.Text),
        ];
        if (Specs.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new RequestException($"'echo' and 'id': the answer has a column '{twice.Key}' of its own; rename that of the body.");
    }

    public IReadOnlyList<ColumnSpec> Specs { get; }

    public bool Knows(string version) => _byVersion.ContainsKey(version);

    /// <summary>Takes note of another version of the model.</summary>
    public void Add(VersionSpec spec)
    {
        var own = VersionOutputs.Of(spec);
        _byVersion[spec.Key.Version] = Array.ConvertAll(_model, c => Array.Find(own, o => o.Spec.Name == c.Spec.Name));
    }

    /// <param name="writer">Has the columns of <see cref="Specs"/>.</param>
    /// <param name="table">Has the columns that are copied, where the body has them.</param>
    /// <param name="row">Row of the table.</param>
    /// <param name="answer">Of a version that is known.</param>
    public void WriteRow(TableWriter writer, Table table, int row, in RowAnswer answer)
    {
        foreach (var name in _copied)
        {
            if (table.TryGetColumn(name, out var column) && !column.IsMissing(row))
                writer.Text(column.Utf8(row));
            else
                writer.Missing();
        }
        if (answer.Prediction is { } prediction)
            WriteOutputs(writer, prediction, answer.Row);
        else
            WriteMissing(writer, _model.Length + 1);
        WriteError(writer, answer.Error);
    }

    /// <summary>A row that says only what went wrong.</summary>
    public void WriteEnd(TableWriter writer, string error)
    {
        WriteMissing(writer, Specs.Count - 1);
        WriteError(writer, error);
    }

    private void WriteOutputs(TableWriter writer, Prediction prediction, int row)
    {
        if (!ReferenceEquals(prediction, _lastPrediction))
            (_lastPrediction, _lastOutputs) = (prediction, new OutputRows(prediction.Outputs));
        var columns = _byVersion[prediction.Version];
        for (var c = 0; c < columns.Length; c++)
        {
            if (columns[c] is { } column)
                column.Write(writer, _model[c].Spec.Kind, _lastOutputs!, row);
            else
                writer.Missing();
        }
        if (prediction.Version != _lastVersion)
            (_lastVersion, _lastVersionUtf8) = (prediction.Version, Encoding.UTF8.GetBytes(prediction.Version));
        writer.Text(_lastVersionUtf8);
    }

    private static void WriteMissing(TableWriter writer, int columns)
    {
        for (var c = 0; c < columns; c++)
            writer.Missing();
    }

    private static void WriteError(TableWriter writer, string? error)
    {
        if (error is null)
            writer.Missing();
        else
            writer.Text(Encoding.UTF8.GetBytes(error));
        writer.EndRow();
    }
}
