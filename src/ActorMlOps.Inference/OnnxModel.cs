using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.Inference;

/// <summary>Loads ONNX files.</summary>
public static class OnnxModel
{
    /// <summary>Loads a model, learns its signature and tries it out on empty rows.</summary>
    /// <param name="file">The bytes of an .onnx file; not needed after the call.</param>
    /// <param name="options">Limits of the engine.</param>
    /// <exception cref="InvalidModelException">The file cannot be served; the message says why.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="EngineOptions.MaxSlice"/> or <see cref="EngineOptions.MaxRunBytes"/>
    /// is below 1.</exception>
    public static OnnxEngine Load(ReadOnlyMemory<byte> file, EngineOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxSlice, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRunBytes, 1);
        var content = OnnxFile.Read(file.Span);
        foreach (var (name, type) in content.Inputs)
        {
            if (!type.IsDense && !content.Initialisers.Contains(name))
                throw new InvalidModelException($"Input '{name}' is {Article(type.Description)}; only dense tensors are served.");
            if (type.LargestDimension > int.MaxValue)
                throw new InvalidModelException(
                    $"Input '{name}' has a dimension of {type.LargestDimension}; at most {int.MaxValue} is served.");
        }
        foreach (var (name, type) in content.Outputs)
            if (!type.IsDense)
                throw new InvalidModelException($"Output '{name}' is {Article(type.Description)}; only dense tensors are served. {Remedy(type.Description)}");
        if (content.Outputs.Count == 0)
            throw new InvalidModelException("The model has no outputs.");

        var session = Open(file);
        RunnableSession? runnable = null;
        try
        {
            var inputs = Tensors("Input", session.InputNames, session.InputMetadata);
            var outputs = Tensors("Output", session.OutputNames, session.OutputMetadata);
            foreach (var input in inputs)
                if (content.Inputs.TryGetValue(input.Name, out var type) && !type.HasShape)
                    throw new InvalidModelException($"Input '{input.Name}' declares no shape. Export the model with one, e.g. [None, 6].");
            var unshaped = outputs.Select(o => content.Outputs.TryGetValue(o.Name, out var type) && !type.HasShape && o.Shape.IsEmpty).ToArray();

            runnable = new RunnableSession(session, inputs, outputs);
            var signature = new BatchProbe(runnable, inputs, outputs, unshaped, options.ProbeElements).Signature();
            runnable.Use(signature);
            return new OnnxEngine(runnable, signature, file.Length, options);
        }
        catch
        {
            if (runnable is null)
                session.Dispose();
            else
                runnable.Dispose();
            throw;
        }
    }

    private static InferenceSession Open(ReadOnlyMemory<byte> file)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        try
        {
            bool whole = MemoryMarshal.TryGetArray(file, out var array) && array.Offset == 0 && array.Count == array.Array!.Length;
            return new InferenceSession(whole ? array.Array! : file.ToArray(), options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidModelException($"ONNX Runtime cannot load the model: {RuntimeMessage.Clean(e.Message)}", e);
        }
    }

    private static TensorInfo[] Tensors(string kind, IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata)
    {
        var tensors = new TensorInfo[names.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            var node = metadata[names[i]];
            if (!node.IsTensor)
                throw new InvalidModelException($"{kind} '{names[i]}' is no dense tensor but {node.OnnxValueType}; only dense tensors are served.");
            var type = TensorTypes.FromRuntime(node.ElementDataType)
                ?? throw new InvalidModelException($"{kind} '{names[i]}' has element type {node.ElementDataType}, which is not served. Cast it to FLOAT in the model.");
            tensors[i] = new TensorInfo(names[i], type, ImmutableArray.Create(node.Dimensions));
        }
        return tensors;
    }

    private static string Article(string noun) => (noun[0] is 'o' ? "an " : "a ") + noun;

    private static string Remedy(string type) => type.EndsWith("of maps", StringComparison.Ordinal)
        ? "Export the model with zipmap=False."
        : "Export the model so that it gives a tensor.";
}
