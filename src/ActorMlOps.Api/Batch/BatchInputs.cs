using System.Buffers;
using System.Buffers.Binary;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Batch;

/// <summary>Makes tensors of a table's columns, which are found by the names of the model's features.</summary>
internal sealed class BatchInputs
{
    private const int MostListed = 50;

    private readonly VersionSpec _spec;

    // By input, in the order of the elements of its row.
    private readonly FeatureSpec[][] _features;

    /// <exception cref="RequestException">Rows of the model can't be made of named features.</exception>
    public BatchInputs(VersionSpec spec)
    {
        _spec = spec;
        _features = [.. spec.Signature.Inputs.Select((_, i) => spec.Features.Where(f => f.Input == i).OrderBy(f => f.Element).ToArray())];
        for (var i = 0; i < _features.Length; i++)
        {
            var elements = 1L;
            foreach (var d in spec.Signature.RowShape(spec.Signature.Inputs[i]))
                elements = d < 0 ? -1 : elements * d;
            if (elements != _features[i].Length || !_features[i].Select(f => f.Element).SequenceEqual(Enumerable.Range(0, _features[i].Length)))
            {
                throw new RequestException(
                    $"Input '{spec.Signature.Inputs[i].Describe()}' of '{spec.Key}' can't be made of columns: {_features[i].Length} features are "
                    + "named of it. Name each of its elements under 'features' when the version is registered, or send tensors to /v2.");
            }
        }
    }

    public IEnumerable<string> Names => _spec.Features.Select(f => f.Name);

    /// <exception cref="RequestException">Features have no column.</exception>
    public void Demand(IReadOnlyCollection<string> columns, IReadOnlyDictionary<string, string> unreadable)
    {
        string[] missing = [.. Names.Where(n => !columns.Contains(n))];
        if (missing.Length == 0)
            return;
        var errors = new List<string> { $"Columns of features are missing: {List(missing)}. The columns are: {List(columns)}." };
        errors.AddRange(missing.Where(unreadable.ContainsKey).Select(n => $"Column '{n}' can't be read: {unreadable[n]}."));
        throw new RequestException(StatusCodes.Status400BadRequest, errors);
    }

    /// <summary>Encodes rows from <paramref name="first"/> on, as many as there are <paramref name="errors"/>.</summary>
    /// <param name="table">A feature without a column is missing in every row.</param>
    /// <param name="first">The first row.</param>
    /// <param name="errors">What is wrong with each row; those that have an entry are left out, those whose values do not fit get one.</param>
    /// <returns>The other rows; null: none is left.</returns>
    public TensorBatch? Encode(Table table, int first, Span<string?> errors)
    {
        var tensors = new Tensor[_features.Length];
        var numbers = new byte[_features.Length][];
        for (var i = 0; i < tensors.Length; i++)
        {
            if (_spec.Signature.Inputs[i].Type != TensorType.Bytes)
                numbers[i] = Numbers(table, first, errors, i);
        }
        var rows = 0;
        foreach (var error in errors)
            rows += error is null ? 1 : 0;
        if (rows == 0)
            return null;
        for (var i = 0; i < tensors.Length; i++)
        {
            var input = _spec.Signature.Inputs[i];
            var data = numbers[i] is { } all ? Good(all, errors, rows) : Texts(table, first, errors, i);
            tensors[i] = new(input.Name, input.Type, _spec.Signature.RowShape(input).ToArray(), data);
        }
        return new(rows, tensors);
    }

    private byte[] Numbers(Table table, int first, Span<string?> errors, int input)
    {
        var features = _features[input];
        var size = _spec.Signature.Inputs[input].Type.Size();
        var data = new byte[errors.Length * features.Length * size];
        foreach (var feature in features)
        {
            table.TryGetColumn(feature.Name, out var column);
            for (var r = 0; r < errors.Length; r++)
            {
                if (errors[r] is not null)
                    continue;
                var missing = column is null || column.IsMissing(first + r);
                errors[r] = FeatureText.Write(
                    feature, missing, missing ? default : column!.Utf8(first + r), data.AsSpan(((r * features.Length) + feature.Element) * size, size));
            }
        }
        return data;
    }

    private static ReadOnlyMemory<byte> Good(byte[] all, ReadOnlySpan<string?> errors, int rows)
    {
        if (rows == errors.Length)
            return all;
        var stride = all.Length / errors.Length;
        var data = new byte[rows * stride];
        var at = 0;
        for (var r = 0; r < errors.Length; r++)
        {
            if (errors[r] is not null)
                continue;
            all.AsSpan(r * stride, stride).CopyTo(data.AsSpan(at));
            at += stride;
        }
        return data;
    }

    private ReadOnlyMemory<byte> Texts(Table table, int first, ReadOnlySpan<string?> errors, int input)
    {
        var data = new ArrayBufferWriter<byte>();
        var columns = Array.ConvertAll(_features[input], f => table.TryGetColumn(f.Name, out var column) ? column : null);
        for (var r = 0; r < errors.Length; r++)
        {
            if (errors[r] is not null)
                continue;
            foreach (var column in columns)
            {
                var text = column is null ? default : column.Utf8(first + r);
                BinaryPrimitives.WriteInt32LittleEndian(data.GetSpan(4), text.Length);
                data.Advance(4);
                data.Write(text);
            }
        }
        return data.WrittenMemory;
    }

    private static string List(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? "(none)" : string.Join(", ", names.Take(MostListed)) + (names.Count > MostListed ? $", ... ({names.Count} in all)" : "");
}
