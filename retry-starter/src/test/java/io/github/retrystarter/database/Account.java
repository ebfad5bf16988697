package io.github.retrystarter.database;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

/** An account, as JPA sees it. */
@Entity
class Account {
  @Id long id;
  String owner;
  long balance;
  @Version long version;
}
