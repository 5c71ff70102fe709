using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Batch;

/// <summary>One value of each row, taken from a version's outputs.</summary>
internal abstract class OutputColumn(string name, ColumnKind kind)
{
    public ColumnSpec Spec { get; } = new(name, kind);

    /// <summary>Writes the value of a row into a column of the kind <paramref name="kind"/>, which may not be its own.</summary>
    public abstract void Write(TableWriter writer, ColumnKind kind, OutputRows outputs, int row);

    protected static void Write(TableWriter writer, ColumnKind kind, double value)
    {
        if (kind == ColumnKind.Text)
            writer.Text(Encoding.UTF8.GetBytes(value.ToString("R", CultureInfo.InvariantCulture)));
        else if (kind == ColumnKind.Integer)
            writer.Missing();
        else if (kind == ColumnKind.Single)
            writer.Single((float)value);
        else
            writer.Double(value);
    }

    protected static void Write(TableWriter writer, ColumnKind kind, string? text)
    {
        if (kind == ColumnKind.Text && text is not null)
            writer.Text(Encoding.UTF8.GetBytes(text));
        else if (kind == ColumnKind.Integer && long.TryParse(text, CultureInfo.InvariantCulture, out var number))
            writer.Integer(number);
        else
            writer.Missing();
    }
}

/// <summary>An element of an output.</summary>
internal sealed class ElementColumn(string name, int output, TensorType type, int element) : OutputColumn(name, KindOf(type))
{
    public override void Write(TableWriter writer, ColumnKind kind, OutputRows outputs, int row)
    {
        var index = (row * outputs.ElementsPerRow(output)) + element;
        if (type == TensorType.Bytes)
        {
            if (kind == ColumnKind.Text)
                writer.Text(outputs.Text(output, index));
            else
                Write(writer, kind, Encoding.UTF8.GetString(outputs.Text(output, index)));
        }
        else if (type == TensorType.Fp32 && kind == ColumnKind.Single)
        {
            writer.Single(outputs.Single(output, index));
        }
        else if (type is TensorType.Fp16 or TensorType.Fp32 or TensorType.Fp64 or TensorType.UInt64)
        {
            Write(writer, kind, outputs.Number(output, index));
        }
        else if (kind == ColumnKind.Integer)
        {
            writer.Integer(outputs.Integer(output, index));
        }
        else
        {
            Write(writer, kind, (double)outputs.Integer(output, index));
        }
    }

    private static ColumnKind KindOf(TensorType type) => type switch
    {
        TensorType.Bytes => ColumnKind.Text,
        TensorType.Fp16 or TensorType.Fp32 => ColumnKind.Single,
        TensorType.Fp64 or TensorType.UInt64 => ColumnKind.Double,
        _ => ColumnKind.Integer,
    };
}

/// <summary>The class that the scores decide for, as monitoring reads it: by the threshold, else the greatest.</summary>
internal sealed class ClassColumn(string name, OutputSpec spec) : OutputColumn(name, ColumnKind.Text)
{
    private readonly bool _threshold = spec.ScoreWidth == 1 || (spec.Task == TaskKind.Binary && spec.Threshold != 0.5);

    public override void Write(TableWriter writer, ColumnKind kind, OutputRows outputs, int row)
    {
        var first = row * spec.ScoreWidth;
        var index = _threshold ? Decide(outputs, first) : Greatest(outputs, first);
        Write(writer, kind, index < 0 ? null : index < spec.Classes.Length ? spec.Classes[index] : index.ToString(CultureInfo.InvariantCulture));
    }

    private int Decide(OutputRows outputs, int first)
    {
        var score = outputs.Number(spec.Scores, first + Math.Min(spec.PositiveIndex, spec.ScoreWidth - 1));
        return double.IsNaN(score) ? -1 : (float)score >= spec.Threshold ? spec.PositiveIndex : 1 - spec.PositiveIndex;
    }

    private int Greatest(OutputRows outputs, int first)
    {
        var (best, most) = (-1, double.NegativeInfinity);
        for (var c = 0; c < spec.ScoreWidth; c++)
        {
            var score = outputs.Number(spec.Scores, first + c);
            if (score > most || (best < 0 && !double.IsNaN(score)))
                (best, most) = (c, score);
        }
        return best;
    }
}

/// <summary>All elements of an output as a JSON array, where there are many of them or the number varies.</summary>
internal sealed class ListColumn(string name, int output) : OutputColumn(name, ColumnKind.Text)
{
    public override void Write(TableWriter writer, ColumnKind kind, OutputRows outputs, int row)
    {
        if (kind != ColumnKind.Text)
        {
            writer.Missing();
            return;
        }
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            var elements = outputs.ElementsPerRow(output);
            for (var e = row * elements; e < (row + 1) * elements; e++)
                Write(json, outputs, e);
            json.WriteEndArray();
        }
        writer.Text(text.WrittenSpan);
    }

    private void Write(Utf8JsonWriter json, OutputRows outputs, int index)
    {
        switch (outputs.Type(output))
        {
            case TensorType.Bytes:
                json.WriteStringValue(outputs.Text(output, index));
                break;
            case TensorType.Fp32 when float.IsFinite(outputs.Single(output, index)):
                json.WriteNumberValue(outputs.Single(output, index));
                break;
            case TensorType.Fp16 or TensorType.Fp64 or TensorType.UInt64 when double.IsFinite(outputs.Number(output, index)):
                json.WriteNumberValue(outputs.Number(output, index));
                break;
            case TensorType.Fp16 or TensorType.Fp32 or TensorType.Fp64:
                json.WriteNullValue();
                break;
            default:
                json.WriteNumberValue(outputs.Integer(output, index));
                break;
        }
    }
}
