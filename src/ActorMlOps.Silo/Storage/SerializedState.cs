using Orleans.Storage;

namespace ActorMlOps.Silo.Storage;

/// <summary>A state that has been serialized already.</summary>
public sealed record SerializedState(BinaryData Bytes)
{
    /// <summary>Hands a <see cref="SerializedState"/> on as it is; for everything else it asks another serializer.</summary>
    public sealed class Serializer(IGrainStorageSerializer others) : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => input is SerializedState { Bytes: var bytes } ? bytes : others.Serialize(input);

        public T? Deserialize<T>(BinaryData input) => others.Deserialize<T>(input);
    }
}
