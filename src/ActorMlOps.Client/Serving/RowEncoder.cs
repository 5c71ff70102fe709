using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>Makes a row's tensors of named features, by the specification of a version.</summary>
internal sealed class RowEncoder(VersionSpec spec)
{
    private FloatLayout _last = new(-1, null);
    private readonly HashSet<string> _names = [.. spec.Features.Select(f => f.Name)];
    private readonly FeatureSpec[][] _byInput =
        [.. spec.Signature.Inputs.Select((_, i) => spec.Features.Where(f => f.Input == i).OrderBy(f => f.Element).ToArray())];

    /// <summary>Layout of a row of so many floats, if it was found out before.</summary>
    public bool TryLayout(int values, [NotNullWhen(true)] out Tensor[]? layout)
    {
        var last = _last;
        layout = last.Layout;
        return layout is not null && last.Values == values;
    }

    /// <summary>A model with one float input takes its row as it is.</summary>
    /// <returns>The tensor without its values.</returns>
    /// <exception cref="PredictionException">The model takes something else.</exception>
    public Tensor[] Layout(int values)
    {
        if (spec.Signature.Inputs is not [{ Type: TensorType.Fp32 } input])
            throw FeatureValue.Bad($"The model takes more than one float tensor; name the features. Inputs: {spec.Signature.DescribeInputs()}.");
        int[] shape = Shape(input, values)
            ?? throw FeatureValue.Bad($"Input '{input.Name}' takes rows of shape [{string.Join(", ", Declared(input))}], not {values} values.");
        Tensor[] layout = [new(input.Name, TensorType.Fp32, shape, default)];
        _last = new(values, layout);
        return layout;
    }

    /// <exception cref="PredictionException">A feature is missing, unknown, or of another type.</exception>
    public TensorBatch Encode(IReadOnlyDictionary<string, object?> row)
    {
        if (row.Keys.FirstOrDefault(k => !_names.Contains(k)) is { } unknown)
            throw FeatureValue.Bad($"The model has no feature '{unknown}'; it has: {string.Join(", ", spec.Features.Select(f => f.Name))}.");
        var tensors = new Tensor[_byInput.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            var input = spec.Signature.Inputs[i];
            var data = new ArrayBufferWriter<byte>(64);
            foreach (var feature in _byInput[i])
            {
                if (!row.TryGetValue(feature.Name, out var value))
                    throw FeatureValue.Bad($"Feature '{feature.Name}' is missing.");
                FeatureValue.Write(data, feature, value);
            }
            int[] shape = Shape(input, _byInput[i].Length)
                ?? throw FeatureValue.Bad(
                    $"Input '{input.Name}' takes rows of shape [{string.Join(", ", Declared(input))}], "
                    + $"and {_byInput[i].Length} features are named of it: send it as a tensor.");
            tensors[i] = new(input.Name, input.Type, shape, data.WrittenMemory);
        }
        return new(1, tensors);
    }

    private int[] Declared(TensorSpec input) => spec.Signature.RowShape(input).ToArray();

    // The declared row shape, one variable dimension filled in; null if so many values are no row.
    private int[]? Shape(TensorSpec input, int values)
    {
        int[] shape = Declared(input);
        long known = 1;
        foreach (var d in shape)
            known = d < 0 ? known : Math.Min(known * d, int.MaxValue);
        if (shape.Count(d => d < 0) == 0)
            return known == values ? shape : null;
        if (shape.Count(d => d < 0) > 1 || known == 0 || values % known != 0)
            return null;
        shape[Array.FindIndex(shape, d => d < 0)] = (int)(values / known);
        return shape;
    }

    // One reference, so that it is read and replaced as a whole.
    private sealed record FloatLayout(int Values, Tensor[]? Layout);
}
