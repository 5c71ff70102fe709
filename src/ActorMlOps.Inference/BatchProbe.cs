using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.Inference;

/// <summary>Finds out how a freshly loaded model may be batched: from its shapes, then by trial runs on made-up rows.</summary>
internal sealed class BatchProbe(RunnableSession session, TensorInfo[] inputs, TensorInfo[] outputs, bool[] unshaped, EngineOptions options)
{
    private const int Rows = 3;

    private readonly long _maxElements = options.ProbeElements;

    /// <summary>The signature with the batch mode that holds. A model that fails on the made-up rows keeps the declared one.</summary>
    public ModelSignature Signature()
    {
        var mode = Declared();
        if (mode == BatchMode.Dynamic && RowElements() <= _maxElements)
        {
            using var one = Try(1, varied: false);
            // Ones beside the zeros show rows that influence each other; they may be outside the model's domain, too.
            using var varied = Try(Rows, varied: true);
            using var zeros = varied is null ? Try(Rows, varied: false) : null;
            var three = varied ?? zeros;
            mode = Judge(one, three);
            Learn(one ?? three);
        }
        else if (unshaped.Contains(true))
        {
            using var one = RowElements() <= _maxElements ? Try(1, varied: false) : null;
            if (mode == BatchMode.Single && (one is null || !CountsRows(one, 1)))
                mode = BatchMode.Whole;
            Learn(one);
        }
        if (mode != BatchMode.Whole && outputs.Any(o => o.Shape.IsEmpty))
            mode = BatchMode.Whole;
        return new ModelSignature([.. inputs], [.. outputs], mode);
    }

    private BatchMode Declared()
    {
        if (inputs.Length > 0 && FirstIs(-1))
            return BatchMode.Dynamic;
        return inputs.Length > 0 && FirstIs(1) ? BatchMode.Single : BatchMode.Whole;
    }

    private bool FirstIs(int size) =>
        inputs.All(i => i.Shape.Length > 0 && i.Shape[0] == size)
        && outputs.Where((_, o) => !unshaped[o]).All(o => o.Shape.Length > 0 && o.Shape[0] == size);

    private BatchMode Judge(IReadOnlyList<OrtValue>? one, IReadOnlyList<OrtValue>? three)
    {
        if (one is null && three is null)
            return BatchMode.Dynamic;
        if (three is not null && CountsRows(three, Rows) && (one is null || (CountsRows(one, 1) && SameFirstRow(one, three))))
            return BatchMode.Dynamic;
        return one is not null && CountsRows(one, 1) ? BatchMode.Single : BatchMode.Whole;
    }

    private static bool CountsRows(IReadOnlyList<OrtValue> values, int rows) => values.All(value =>
        value.IsTensor && value.GetTensorTypeAndShape().Shape is { Length: > 0 } shape && shape[0] == rows);

    private bool SameFirstRow(IReadOnlyList<OrtValue> one, IReadOnlyList<OrtValue> three)
    {
        bool floating = outputs.Any(o => IsFloating(o.Type));
        for (int o = 0; o < outputs.Length; o++)
        {
            // A score that is rounded otherwise may tip a label: whole numbers tell only where there is no score.
            if (outputs[o].Type == TensorType.Bytes || (floating && !IsFloating(outputs[o].Type)))
                continue;
            double[] alone = ProbeValues.Read(outputs[o].Type, one[o]), stacked = ProbeValues.Read(outputs[o].Type, three[o]);
            if (stacked.Length != Rows * alone.Length)
                continue;
            for (int i = 0; i < alone.Length; i++)
                // Other kernels for other sizes round differently; rows that leak into each other differ by more.
                if (Math.Abs(alone[i] - stacked[i]) > 1e-2 * (1 + Math.Abs(alone[i])))
                    return false;
        }
        return true;
    }

    private static bool IsFloating(TensorType type) => type is TensorType.Fp16 or TensorType.Fp32 or TensorType.Fp64;

    // Gives outputs that declare no shape the one they had, their first dimension variable.
    private void Learn(IReadOnlyList<OrtValue>? values)
    {
        for (int o = 0; values is not null && o < outputs.Length; o++)
        {
            if (!unshaped[o] || !values[o].IsTensor)
                continue;
            long[] shape = values[o].GetTensorTypeAndShape().Shape;
            outputs[o] = outputs[o] with { Shape = [.. shape.Select((d, i) => i == 0 ? -1 : (int)d)] };
        }
    }

    private long RowElements()
    {
        long elements = 0;
        foreach (var input in inputs)
        {
            long product = 1;
            foreach (int d in input.Shape)
                product = product > _maxElements ? product : product * Math.Max(d, 1);
            elements = Math.Min(elements + product, long.MaxValue / 2);
        }
        return elements;
    }

    private IDisposableReadOnlyCollection<OrtValue>? Try(int rows, bool varied)
    {
        var data = new TensorData[inputs.Length];
        var shapes = new long[inputs.Length][];
        for (int i = 0; i < data.Length; i++)
        {
            shapes[i] = [.. inputs[i].Shape.Select((d, at) => d >= 0 ? d : at == 0 ? (long)rows : 1)];
            data[i] = new TensorData(MadeUp(inputs[i].Type, checked((int)shapes[i].Aggregate(1L, (a, b) => a * b)), varied));
        }
        using var guard = new RunGuard(options.ProbeTimeout);
        try
        {
            return session.RunRaw(guard, data, shapes);
        }
        catch (RunExpiredException)
        {
            throw new InvalidModelException(
                $"The model did not end its trial run on {rows} made-up row{(rows == 1 ? "" : "s")} within {options.ProbeTimeout.TotalSeconds:0.###} s."
                + " It may loop without end: bound its loops and export it again.");
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    // Zeros and empty strings; varied: 1 in the middle row of everything but strings.
    private static byte[] MadeUp(TensorType type, int elements, bool varied)
    {
        if (type == TensorType.Bytes)
            return new byte[4 * elements];
        var bytes = new byte[type.Size() * elements];
        for (int e = elements / Rows; varied && e < elements / Rows * 2; e++)
            ProbeValues.WriteOne(type, bytes.AsSpan(e * type.Size()));
        return bytes;
    }
}
